import { assertNever } from '../../kernel/assert-never.js';
import type { ProductId } from '../../kernel/ids.js';
import type { SubscriptionCommand } from './subscription.commands.js';
import type { Subscription } from './subscription.state.js';

/** The plans whose history a decision may ask for: what may renew, and what the command names. */
export const plansNeeded = (state: Subscription, command: SubscriptionCommand): ProductId[] => [
  ...new Set([...plansOf(state), ...plansIn(command)]),
];

function plansOf(state: Subscription): readonly ProductId[] {
  if (state === undefined) return [];
  switch (state.status) {
    case 'pending':
    case 'in-review':
    case 'not-provisioned':
      return [state.order.plan.productId];
    case 'active':
      return [state.plan.productId, ...(state.planAtRenewal === undefined ? [] : [state.planAtRenewal.productId])];
    case 'ended':
    case 'replaced':
    case 'closed':
      return [];
    default:
      return assertNever(state);
  }
}

const plansIn = (command: SubscriptionCommand): readonly ProductId[] =>
  command.type === 'OrderSubscription' || command.type === 'SwitchTermAtRenewal' ? [command.productId] : [];
