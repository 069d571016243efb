import type { CustomerId, ResellerId, SubscriptionId } from '../../kernel/ids.js';
import type { PlanDetails } from '../plan/plan.events.js';
import type { Money } from '../policy/money.js';

/** undefined: nothing was ever placed. */
export type Cart =
  | undefined
  | {
      readonly customerId: CustomerId;
      readonly resellerId: ResellerId;
      readonly item: { readonly plan: PlanDetails; readonly price: Money; readonly quantity: number } | undefined;
      /** The subscription that the last checkout made, while nothing was placed since. */
      readonly checkedOut: SubscriptionId | undefined;
    };
