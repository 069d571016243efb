import { RequestRefundCommand } from '#commands/subscription/request-refund.js';
import { subscriptionAnswer } from './answers.js';
import { intakeCommand } from './intake-command.js';
import { ON_SUBSCRIPTION, OnSubscriptionBody, payloadOnSubscription } from './on-subscription.js';
import { writesSubscription } from './touches.js';

/** Always refused, there are no returns and no refunds; its code says so. */
export const requestRefund = intakeCommand({
  ...ON_SUBSCRIPTION,
  name: 'RequestRefund',
  payload: payloadOnSubscription(OnSubscriptionBody),
  command: RequestRefundCommand,
  changesSomething: false,
  touches: ({ subscriptionId }) => [writesSubscription(subscriptionId)],
  answer: (subscription) => subscriptionAnswer(subscription),
});
