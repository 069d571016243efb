import type { Csn, ResellerId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';

export interface ResellerDetails {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly supportEmail: string;
}

export interface ResellerRegistered {
  readonly type: 'ResellerRegistered';
  readonly resellerId: ResellerId;
  readonly details: ResellerDetails;
  readonly registeredAt: Instant;
}

export interface ResellerChanged {
  readonly type: 'ResellerChanged';
  readonly resellerId: ResellerId;
  readonly details: ResellerDetails;
  readonly previous: ResellerDetails;
  readonly changedAt: Instant;
}

/** The reseller named its CSN; until the vendor confirms it, only the Open catalogue is his. */
export interface CsnRegistered {
  readonly type: 'CsnRegistered';
  readonly resellerId: ResellerId;
  readonly csn: Csn;
  /** 1 for the first, one more each time a CSN is registered: an answer to an earlier one is out of date. */
  readonly registration: number;
  readonly registeredAt: Instant;
}

interface CsnAnswered {
  readonly resellerId: ResellerId;
  readonly csn: Csn;
  readonly registration: number;
}

/** @see the vendor's own instant in each. */
export interface CsnVerified extends CsnAnswered {
  readonly type: 'CsnVerified';
  readonly verifiedAt: Instant;
}

export interface CsnRejected extends CsnAnswered {
  readonly type: 'CsnRejected';
  readonly rejectedAt: Instant;
}

export interface CsnRevoked extends CsnAnswered {
  readonly type: 'CsnRevoked';
  readonly revokedAt: Instant;
}

export type ResellerEvent =
  | ResellerRegistered
  | ResellerChanged
  | CsnRegistered
  | CsnVerified
  | CsnRejected
  | CsnRevoked;
