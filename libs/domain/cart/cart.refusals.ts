import type { CustomerId, SubscriptionId } from '../../kernel/ids.js';
import type { OrderRefusal } from '../subscription/subscription.refusals.js';

export type CartRefusal =
  /** `subscriptionId` names the subscription when the cart was checked out already. */
  | { readonly code: 'cart-empty'; readonly customerId: CustomerId; readonly subscriptionId?: SubscriptionId }
  | OrderRefusal;
