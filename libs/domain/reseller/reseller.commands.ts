import type { Csn, ResellerId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import type { ResellerDetails } from './reseller.events.js';

/** Registers the reseller, or changes its details. */
export interface RegisterReseller {
  readonly type: 'RegisterReseller';
  readonly resellerId: ResellerId;
  readonly details: ResellerDetails;
}

export interface RegisterCsn {
  readonly type: 'RegisterCsn';
  readonly resellerId: ResellerId;
  readonly csn: Csn;
}

/** What the vendor says of a CSN, as of its own instant. Sent by our worker only. */
export interface RecordCsnAnswer {
  readonly type: 'RecordCsnAnswer';
  readonly resellerId: ResellerId;
  readonly registration: number;
  readonly csn: Csn;
  readonly answer: 'verified' | 'rejected' | 'revoked';
  readonly answeredAt: Instant;
}

export type ResellerCommand = RegisterReseller | RegisterCsn | RecordCsnAnswer;
