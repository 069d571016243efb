import type { Instant } from '../../kernel/instant.js';
import type { Money } from '../policy/money.js';
import type { PlanDetails, PlanEvent } from './plan.events.js';

/** A plan with its whole history of price and sale: a late renewal takes what stood at its due instant. */
export interface PlanState {
  readonly details: PlanDetails;
  /** Oldest first; the last one with `from` <= an instant was in force then. A withdrawal keeps the last price. */
  readonly prices: readonly { readonly from: Instant; readonly price: Money }[];
  /** Oldest first, one for each listing; `until` is exclusive, undefined while on sale. */
  readonly sales: readonly { readonly from: Instant; readonly until: Instant | undefined }[];
}

/** undefined: no such plan. */
export type Plan = PlanState | undefined;

export type EvolvePlan = (state: Plan, event: PlanEvent, effectiveAt: Instant) => Plan;
