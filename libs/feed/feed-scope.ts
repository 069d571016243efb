import type { StoredEvent } from '#event-store/stored-event.js';
import { shownEvent } from './shapes/public-events.js';

/** Which resellers' events a key may see; null for all. */
export type Resellers = readonly string[] | null;

const PLANS = 'plan-';

/** Service plans are nobody's: whoever may read the catalogue hears of them. What else is nobody's is for unbound keys. */
export function mayHear(resellers: Resellers, { stream, event, metadata }: StoredEvent): boolean {
  if (shownEvent(event.type) === undefined) return false;
  if (resellers === null || stream.startsWith(PLANS)) return true;
  return metadata.resellerId !== null && resellers.includes(metadata.resellerId);
}
