import type { ProductId } from '../../kernel/ids.js';
import type { PlanDetails } from './plan.events.js';

export type PlanRefusal =
  | { readonly code: 'not-found'; readonly what: 'service-plan'; readonly productId: ProductId }
  /** A listed plan's attributes other than the price. Currency too: a price may change, its currency may not. */
  | { readonly code: 'plan-differs'; readonly listed: PlanDetails; readonly differing: readonly string[] };
