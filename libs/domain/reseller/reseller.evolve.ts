import { assertNever } from '../../kernel/assert-never.js';
import type { Instant } from '../../kernel/instant.js';
import type { ResellerEvent } from './reseller.events.js';
import type { Reseller, ResellerState } from './reseller.state.js';

/** @throws Error when a history begins with anything but a registration. */
export function evolveReseller(state: Reseller, event: ResellerEvent, _effectiveAt: Instant): ResellerState {
  switch (event.type) {
    case 'ResellerRegistered': {
      const { resellerId, details } = event;
      return { resellerId, details, csn: undefined, csnStatus: 'none', registration: 0 };
    }
    case 'ResellerChanged':
      return { ...registered(state, event), details: event.details };
    case 'CsnRegistered': {
      const { csn, registration } = event;
      return { ...registered(state, event), csn, csnStatus: 'pending', registration };
    }
    case 'CsnVerified':
      return { ...registered(state, event), csnStatus: 'verified' };
    case 'CsnRejected':
      return { ...registered(state, event), csnStatus: 'rejected' };
    case 'CsnRevoked':
      return { ...registered(state, event), csnStatus: 'revoked' };
    default:
      return assertNever(event);
  }
}

function registered(state: Reseller, event: ResellerEvent): ResellerState {
  if (state === undefined) throw new Error(`${event.type} before the reseller was registered`);
  return state;
}
