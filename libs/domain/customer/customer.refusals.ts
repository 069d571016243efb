import type { CustomerId, ResellerId } from '../../kernel/ids.js';
import type { PersonalDataErasedRefusal } from '../personal-data/personal-data.events.js';

export type CustomerRefusal =
  | { readonly code: 'not-found'; readonly what: 'reseller'; readonly resellerId: ResellerId }
  /** Same reseller, same name and postal code after normalising, another customer id. `confirmDistinct` registers it all the same. */
  | { readonly code: 'duplicate-customer'; readonly existingCustomerId: CustomerId }
  | PersonalDataErasedRefusal
  | { readonly code: 'not-found'; readonly what: 'customer'; readonly customerId: CustomerId }
  | { readonly code: 'customer-of-another-reseller'; readonly customerId: CustomerId };
