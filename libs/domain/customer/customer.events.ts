import type { Csn, CustomerId, ResellerId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import type { Personal } from '../../kernel/personal.js';
import type { PersonalDataErased } from '../personal-data/personal-data.events.js';

export interface CustomerDetails {
  readonly name: Personal;
  readonly postalCode: Personal;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The customer's own CSN at the vendor, or null; then there is an address. */
  readonly csn: Csn | null;
  readonly address: Personal | null;
}

/** How a likely duplicate is kept out: a claim on (reseller, name, postal code), or the caller's word that it is none. */
export type Distinctness = { readonly claim: string } | { readonly confirmedDistinct: true };

export interface CustomerRegistered {
  readonly type: 'CustomerRegistered';
  readonly customerId: CustomerId;
  /** For ever. */
  readonly resellerId: ResellerId;
  readonly details: CustomerDetails;
  readonly distinctness: Distinctness;
  readonly registeredAt: Instant;
}

export interface CustomerChanged {
  readonly type: 'CustomerChanged';
  readonly customerId: CustomerId;
  readonly resellerId: ResellerId;
  readonly details: CustomerDetails;
  readonly distinctness: Distinctness;
  /** The claim to be released because name or postal code are others now; null when it is kept or there was none. */
  readonly releasedClaim: string | null;
  readonly changedAt: Instant;
}

export type CustomerEvent = CustomerRegistered | CustomerChanged | PersonalDataErased;
