import type { CustomerId, ResellerId } from '../../kernel/ids.js';
import type { CustomerDetails, Distinctness } from './customer.events.js';

/** Registers the customer, or changes its details. Personal fields are plain here. */
export interface RegisterCustomer {
  readonly type: 'RegisterCustomer';
  readonly customerId: CustomerId;
  readonly resellerId: ResellerId;
  readonly details: CustomerDetails;
  /** The claim that the handler took for these details, or the caller's confirmation. */
  readonly distinctness: Distinctness;
}

/** The key is destroyed already: this says so in the history. */
export interface EraseCustomer {
  readonly type: 'EraseCustomer';
  readonly customerId: CustomerId;
  readonly reason: string;
}

export type CustomerCommand = RegisterCustomer;
