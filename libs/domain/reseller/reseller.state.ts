import type { Csn, ResellerId } from '../../kernel/ids.js';
import type { ResellerDetails } from './reseller.events.js';

export type CsnStatus = 'none' | 'pending' | 'verified' | 'rejected' | 'revoked';

export interface ResellerState {
  readonly resellerId: ResellerId;
  readonly details: ResellerDetails;
  readonly csn: Csn | undefined;
  readonly csnStatus: CsnStatus;
  /** How often a CSN was registered; 0 before the first. */
  readonly registration: number;
}

/** undefined: no such reseller. */
export type Reseller = ResellerState | undefined;
