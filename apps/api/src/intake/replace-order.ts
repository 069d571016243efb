import { newSubscriptionId } from '#commands/engine/request-identity.js';
import { subscriptionStream } from '#commands/engine/stream-kind.js';
import { ReplaceOrderCommand } from '#commands/subscription/replace-order.js';
import { orderAnswer } from './answers.js';
import { CorrectOrderPayload } from './correct-order.js';
import { intakeCommand } from './intake-command.js';
import { ON_SUBSCRIPTION } from './on-subscription.js';
import { readsSomeCustomer, readsSomePlan, readsSomeReseller, writesSubscription } from './touches.js';

/** A fresh order with a new tracking ID, linked both ways with the one it replaces. */
export const replaceOrder = intakeCommand({
  ...ON_SUBSCRIPTION,
  name: 'ReplaceOrder',
  payload: CorrectOrderPayload,
  command: ReplaceOrderCommand,
  creates: 'always',
  touches: (payload, context) => [
    writesSubscription(payload.subscriptionId),
    writesSubscription(
      newSubscriptionId({ command: 'ReplaceOrder', payload, context }, subscriptionStream(payload.subscriptionId)),
    ),
    readsSomePlan,
    readsSomeReseller,
    readsSomeCustomer,
  ],
  answer: (replacement) => orderAnswer(replacement),
});
