import { ResubmitOrderCommand } from '#commands/subscription/resubmit-order.js';
import { orderAnswer } from './answers.js';
import { CorrectOrderPayload } from './correct-order.js';
import { intakeCommand } from './intake-command.js';
import { ON_SUBSCRIPTION } from './on-subscription.js';
import { writesSubscription } from './touches.js';

/** A new attempt under the same tracking ID. */
export const resubmitOrder = intakeCommand({
  ...ON_SUBSCRIPTION,
  name: 'ResubmitOrder',
  payload: CorrectOrderPayload,
  command: ResubmitOrderCommand,
  touches: ({ subscriptionId }) => [writesSubscription(subscriptionId)],
  answer: (subscription) => ({
    id: subscription.subscriptionId,
    ...orderAnswer(subscription),
    attempt: subscription.attempt,
  }),
});
