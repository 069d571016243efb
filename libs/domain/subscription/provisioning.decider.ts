import { assertNever } from '../../kernel/assert-never.js';
import { accept, noEffect, refuse } from '../../kernel/decision.js';
import type { Instant } from '../../kernel/instant.js';
import { activation } from './activation.js';
import type { CloseOrder, RecordVendorAnswer, ReplaceOrder, ResubmitOrder } from './subscription.commands.js';
import type { SubscriptionFacts } from './subscription.facts.js';
import type { SubscriptionRefusal } from './subscription.refusals.js';
import type { PendingSubscription, Subscription } from './subscription.state.js';
import type { SubscriptionVerdict } from './subscription.verdict.js';
import { type OrderRequest, seatLimit, takeOrder } from './take-order.js';

type Known = NonNullable<Subscription>;

/**
 * An answer for another attempt, or one that says nothing new, changes nothing.
 * @param at the vendor's instant.
 */
export function recordVendorAnswer(
  state: Known,
  { attempt, answer }: RecordVendorAnswer,
  facts: SubscriptionFacts,
  at: Instant,
): SubscriptionVerdict {
  if (!isAtVendor(state) || attempt !== state.attempt) return noEffect();
  switch (answer.status) {
    case 'in-review':
      if (state.status === 'in-review') return noEffect();
      return accept({ type: 'OrderHeldForReview', attempt, heldAt: at });
    case 'active':
      return accept(activation(state.order, attempt, at, facts));
    case 'not-provisioned': {
      const resubmittable = !facts.policy.neverResubmittedErrors.includes(answer.error.code);
      return accept({ type: 'ProvisioningFailed', attempt, vendorError: answer.error, resubmittable, failedAt: at });
    }
    default:
      return assertNever(answer);
  }
}

const isAtVendor = (state: Known): state is PendingSubscription =>
  state.status === 'pending' || state.status === 'in-review';

/** A new attempt under the same tracking ID, at the price of the order. */
export function resubmitOrder(
  state: Known,
  command: ResubmitOrder,
  { policy }: SubscriptionFacts,
  now: Instant,
): SubscriptionVerdict {
  if (state.status !== 'not-provisioned' || !state.resubmittable) return refuse(notPossible(state));
  if (command.supportContact !== undefined && 'erased' in state.order.supportContact) {
    return refuse({ code: 'personal-data-erased', subject: `subscription:${state.subscriptionId}` });
  }
  const quantity = command.quantity ?? state.order.quantity;
  const beyond = seatLimit(quantity, policy);
  if (beyond !== undefined) return refuse(beyond);
  return accept({
    type: 'OrderResubmitted',
    attempt: state.attempt + 1,
    poNumber: command.poNumber ?? state.order.poNumber,
    quantity,
    supportContact: command.supportContact ?? state.order.supportContact,
    resubmittedAt: now,
  });
}

/** A fresh order, judged and priced as of now. A start date that passed meanwhile is dropped: nobody can ask for it any more. */
export function replaceOrder(
  state: Known,
  command: ReplaceOrder,
  facts: SubscriptionFacts,
  now: Instant,
): SubscriptionVerdict {
  if (state.status !== 'not-provisioned') return refuse(notPossible(state));
  const { resellerId, customerId, plan, startDate } = state.order;
  const request: OrderRequest = {
    resellerId,
    customerId,
    productId: plan.productId,
    quantity: command.quantity ?? state.order.quantity,
    poNumber: command.poNumber ?? state.order.poNumber,
    supportContact: command.supportContact,
    startDate: startDate !== null && startDate >= facts.calendar.dateAt(now) ? startDate : undefined,
  };
  const result = takeOrder(request, facts, now);
  if (!result.taken) return refuse(result.refusal);
  return accept({
    type: 'OrderReplaced',
    replacedBy: command.replacementId,
    replacementTrackingId: command.replacementTrackingId,
    replacement: result.order,
    replacedAt: now,
  });
}

export function closeOrder(state: Known, { reason }: CloseOrder, now: Instant): SubscriptionVerdict {
  if (state.status !== 'not-provisioned') return refuse(notPossible(state));
  return accept({ type: 'OrderClosed', reason, closedAt: now });
}

function notPossible(state: Known): SubscriptionRefusal {
  const vendorError = 'vendorError' in state ? state.vendorError : null;
  const refusal = { code: 'resubmission-not-possible', subscriptionStatus: state.status, vendorError } as const;
  return state.status === 'replaced' ? { ...refusal, replacedBy: state.replacedBy } : refusal;
}
