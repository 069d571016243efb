import type { CustomerId, ResellerId, SubscriptionId, TrackingId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import type { PlanDetails } from '../plan/plan.events.js';
import type { Money } from '../policy/money.js';

/** One plan at a time: placing another one replaces it. */
export interface PlanPlacedInCart {
  readonly type: 'PlanPlacedInCart';
  readonly customerId: CustomerId;
  readonly resellerId: ResellerId;
  readonly plan: PlanDetails;
  /** The catalogue's at that instant, per seat and term; what counts is the price at checkout. */
  readonly price: Money;
  readonly quantity: number;
  readonly placedAt: Instant;
}

export interface CartEmptied {
  readonly type: 'CartEmptied';
  readonly customerId: CustomerId;
  readonly resellerId: ResellerId;
  readonly emptiedAt: Instant;
}

/** The subscription's stream is written right behind this event; these facts are all that it needs. */
export interface CartCheckedOut {
  readonly type: 'CartCheckedOut';
  readonly customerId: CustomerId;
  readonly resellerId: ResellerId;
  readonly subscriptionId: SubscriptionId;
  readonly trackingId: TrackingId;
  /** Everything that SubscriptionOrdered will say, so that the second append can't be refused. */
  readonly order: import('../subscription/subscription.events.js').OrderFacts;
  readonly checkedOutAt: Instant;
}

export type CartEvent = PlanPlacedInCart | CartEmptied | CartCheckedOut;
