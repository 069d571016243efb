import { EnableAutoRenewCommand } from '#commands/subscription/enable-auto-renew.js';
import { subscriptionAnswer } from './answers.js';
import { intakeCommand } from './intake-command.js';
import { ON_SUBSCRIPTION, OnSubscriptionBody, payloadOnSubscription } from './on-subscription.js';
import { writesSubscription } from './touches.js';

/** Always refused, disabling is irrevocable; its code says so. */
export const enableAutoRenew = intakeCommand({
  ...ON_SUBSCRIPTION,
  name: 'EnableAutoRenew',
  payload: payloadOnSubscription(OnSubscriptionBody),
  command: EnableAutoRenewCommand,
  changesSomething: false,
  touches: ({ subscriptionId }) => [writesSubscription(subscriptionId)],
  answer: (subscription) => subscriptionAnswer(subscription),
});
