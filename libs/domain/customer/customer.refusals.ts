import type { CustomerId, ResellerId } from '../../kernel/ids.js';

export type CustomerRefusal =
  | { readonly code: 'not-found'; readonly what: 'reseller'; readonly resellerId: ResellerId }
  /** Same reseller, same name and postal code after normalising, another customer id. `confirmDistinct` registers it all the same. */
  | { readonly code: 'duplicate-customer'; readonly existingCustomerId: CustomerId }
  | { readonly code: 'customer-of-another-reseller'; readonly customerId: CustomerId };
