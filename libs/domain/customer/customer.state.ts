import type { CustomerId, ResellerId } from '../../kernel/ids.js';
import type { CustomerDetails, Distinctness } from './customer.events.js';

export interface CustomerState {
  readonly customerId: CustomerId;
  readonly resellerId: ResellerId;
  /** Personal fields as stored (sealed) unless the loader opened them for a comparison. */
  readonly details: CustomerDetails;
  readonly distinctness: Distinctness;
}

/** undefined: no such customer. */
export type Customer = CustomerState | undefined;
