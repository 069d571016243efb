import { CloseOrderCommand } from '#commands/subscription/close-order.js';
import { subscriptionAnswer } from './answers.js';
import { intakeCommand } from './intake-command.js';
import { ON_SUBSCRIPTION, payloadOnSubscription } from './on-subscription.js';
import { Reason } from './order-fields.js';
import { writesSubscription } from './touches.js';

export class CloseOrderBody {
  @Reason()
  readonly reason: string;
}

/** A not-provisioned order is given up for good. */
export const closeOrder = intakeCommand({
  ...ON_SUBSCRIPTION,
  name: 'CloseOrder',
  payload: payloadOnSubscription(CloseOrderBody),
  command: CloseOrderCommand,
  touches: ({ subscriptionId }) => [writesSubscription(subscriptionId)],
  answer: (subscription) => ({ ...subscriptionAnswer(subscription), status: subscription.status }),
});
