import type { ProductId } from '../../kernel/ids.js';
import type { Customer } from '../customer/customer.state.js';
import type { Plan } from '../plan/plan.state.js';
import type { BusinessCalendar } from '../policy/business-calendar.js';
import type { VendorPolicy } from '../policy/vendor-policy.js';
import type { Reseller } from '../reseller/reseller.state.js';

/** What a decision on a subscription takes from elsewhere; handed in, so that the decision stays a pure function. */
export interface SubscriptionFacts {
  readonly policy: VendorPolicy;
  readonly calendar: BusinessCalendar;
  /** The plans that `plansNeeded` named; undefined where there is no such plan. */
  readonly plan: (productId: ProductId) => Plan;
  readonly reseller: Reseller;
  readonly customer: Customer;
}
