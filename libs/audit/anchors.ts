import type { HistoryAnchored } from '#event-store/system-events.js';
import type { StoredSystemEvent, SystemStreamReader } from '#event-store/system-streams.js';
import type { Instant } from '#kernel/instant.js';
import type { Signature } from './signing-key.js';

/** One event a day: what the history was up to a position. */
export const ANCHORS_STREAM = 'anchors';

export type Anchor = Omit<HistoryAnchored, 'type'>;
export type StoredAnchor = StoredSystemEvent & { readonly event: HistoryAnchored };

/** An anchor as it is kept elsewhere: whoever alters the history and its anchors can't alter this. */
export interface AnchorFile {
  readonly format: 'termbook-anchor/1';
  readonly storeId: string;
  readonly anchor: Anchor;
  readonly signature: Signature;
}

export const anchorOf = ({ type: _, ...anchor }: HistoryAnchored): Anchor => anchor;

const isAnchor = (stored: StoredSystemEvent): stored is StoredAnchor => stored.event.type === 'HistoryAnchored';

/** The newest one; undefined: none was made yet. @throws StoreUnavailableError */
export async function newestAnchor(reader: SystemStreamReader): Promise<StoredAnchor | undefined> {
  const last = await reader.readLast(ANCHORS_STREAM);
  return last !== undefined && isAnchor(last) ? last : undefined;
}

/** All of them, oldest first: ten years of daily ones fit into one reading. @throws StoreUnavailableError */
export async function allAnchors(reader: SystemStreamReader): Promise<readonly StoredAnchor[]> {
  const anchors: StoredAnchor[] = [];
  for (;;) {
    const page = await reader.read(ANCHORS_STREAM, anchors.length);
    if (page.length === 0) return anchors;
    anchors.push(...page.filter(isAnchor));
  }
}

/** The newest one that was made at an instant or before it. @throws StoreUnavailableError */
export async function anchorBefore(reader: SystemStreamReader, at: Instant): Promise<StoredAnchor | undefined> {
  return (await allAnchors(reader)).findLast(({ event }) => event.events > 0 && event.anchoredAt <= at);
}
