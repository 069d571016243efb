import type { Instant } from '../../kernel/instant.js';
import type { Charge } from '../policy/charge.js';
import type { Cutoff } from '../policy/cutoff.js';
import { instalmentsOf } from '../policy/instalments.js';
import type { Money } from '../policy/money.js';
import type { Term } from '../policy/term.js';
import { firstTerm } from './activation.js';
import type { OrderFacts } from './subscription.events.js';
import type { SubscriptionFacts } from './subscription.facts.js';
import type { OrderRefusal } from './subscription.refusals.js';
import { type OrderRequest, takeOrder } from './take-order.js';

/** What an order would come to, if the vendor activated it today. */
export interface OrderPreview {
  readonly order: OrderFacts;
  readonly term: Term;
  readonly cutoff: Cutoff;
  readonly commitment: Money;
  /** All of the first term, by due date. */
  readonly charges: readonly Charge[];
  readonly refundable: false;
}

export type PreviewedOrder =
  | { readonly outcome: 'accepted'; readonly preview: OrderPreview }
  | { readonly outcome: 'refused'; readonly refusal: OrderRefusal };

/** Judges as an order is judged, and changes nothing. */
export function previewOrder(request: OrderRequest, facts: SubscriptionFacts, now: Instant): PreviewedOrder {
  const result = takeOrder(request, facts, now);
  if (!result.taken) return { outcome: 'refused', refusal: result.refusal };
  const { order } = result;
  const { term, cutoff, commitment, charge } = firstTerm(order, order.orderDate, facts);
  const charges = charge === null ? instalmentsOf(term.startDate, term.number, commitment) : [charge];
  return { outcome: 'accepted', preview: { order, term, cutoff, commitment, charges, refundable: false } };
}
