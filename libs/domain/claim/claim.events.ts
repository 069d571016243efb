import type { CustomerId, ResellerId } from '../../kernel/ids.js';

/** Stream `customer-claim-<HMAC(reseller, normalised name, postal code)>`: whoever holds it is that customer. */
export interface ClaimTaken {
  readonly type: 'ClaimTaken';
  readonly claim: string;
  readonly resellerId: ResellerId;
  readonly customerId: CustomerId;
}

export interface ClaimReleased {
  readonly type: 'ClaimReleased';
  readonly claim: string;
  readonly resellerId: ResellerId;
  readonly customerId: CustomerId;
}

export type ClaimEvent = ClaimTaken | ClaimReleased;

/** The holder, or undefined when free. */
export type Claim = { readonly holder: CustomerId } | undefined;
