import type { AuditReader } from '#event-store/audit-reader.js';
import { isOfTheDomain } from '#event-store/codec/system-codec.js';
import type { RecordedEvent } from '#event-store/recorded-event.js';
import { linksOf } from '#event-store/verify-chain.js';
import { leafHash, MerkleTree } from './merkle-tree.js';

/** Events that are held in memory at once. */
const PAGE = 2_000;

/** How far a walk through the history has come. */
export interface Walked {
  readonly events: number;
  /** Commit position; undefined before the first event. */
  readonly position: bigint | undefined;
}

/** What a tree of the history is, so far. */
export interface HistoryTree {
  readonly tree: MerkleTree;
  /** Streams that have begun. */
  readonly streams: number;
  /** Commit position of the last leaf; undefined: there is none. */
  readonly position: bigint | undefined;
}

export const emptyHistory = (): HistoryTree => ({ tree: new MerkleTree(), streams: 0, position: undefined });

/** Covers where an event stands and, by its hash, all that it says; one without a hash stands there as such. */
export const leafOf = (event: RecordedEvent): Buffer =>
  leafHash(JSON.stringify([event.stream, event.revision, linksOf(event)?.hash ?? null]));

/**
 * Every event of the domain behind a position (exclusive) up to another (inclusive; undefined: to the end), in the order
 * of `$all`, page by page. @throws AbortError, StoreUnavailableError
 */
export async function* walkHistory(
  reader: AuditReader,
  after: bigint | undefined,
  until: bigint | undefined,
  signal?: AbortSignal,
): AsyncIterable<readonly RecordedEvent[]> {
  for (let from = after; ; ) {
    signal?.throwIfAborted();
    const page = await reader.readAllRecorded(from, PAGE);
    const events = page.events.filter(
      (event) => isOfTheDomain(event) && (until === undefined || event.position <= until),
    );
    if (events.length > 0) yield events;
    from = page.position;
    if (page.end || (until !== undefined && (from ?? -1n) >= until)) return;
  }
}

/** The tree grown by a page of the history; the one given is not to be used any longer. */
export function grown({ tree, streams, position }: HistoryTree, events: readonly RecordedEvent[]): HistoryTree {
  for (const event of events) tree.append(leafOf(event));
  const begun = events.filter(({ revision }) => revision === 0).length;
  return { tree, streams: streams + begun, position: events.at(-1)?.position ?? position };
}
