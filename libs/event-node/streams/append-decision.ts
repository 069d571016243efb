import type { ExpectedRevision } from '../protocol/append-requests.js';
import type { StreamHead } from './stream-heads.js';
import { isSoftDeleted } from './stream-metadata.js';

export type AppendDecision =
  | { readonly kind: 'append' }
  /** A repeat: `revision` is the last of the events it stands for. */
  | { readonly kind: 'repeat'; readonly revision: number }
  | { readonly kind: 'wrong-expected-revision' }
  | { readonly kind: 'stream-deleted' };

/** What the decision needs to know of events that were written before. */
export interface WrittenEvents {
  /** The revision under which this stream is known to have used the id, if it is. In memory only. */
  knownRevision(id: string): number | undefined;
  /** The id of the stream's event at the revision, from disk. */
  idAt(revision: number): string | undefined;
  /** Does the metadata stream of this stream have an event? */
  hasMetadata(): boolean;
}

const APPEND: AppendDecision = { kind: 'append' };
const WRONG: AppendDecision = { kind: 'wrong-expected-revision' };
const DELETED: AppendDecision = { kind: 'stream-deleted' };

/** Whether to append, by expected revision and event ids. The table is in docs/event-node.md. */
export function decideAppend(
  head: StreamHead,
  expected: ExpectedRevision,
  ids: readonly string[],
  written: WrittenEvents,
): AppendDecision {
  if (head.tombstoned) return DELETED;
  if (expected.kind === 'stream-exists') {
    if (isSoftDeleted(head.metadata) && head.lastRevision >= 0) return DELETED;
    if (head.lastRevision < 0 && (!written.hasMetadata() || isSoftDeleted(head.metadata))) return WRONG;
  }
  if (expected.kind === 'any' || expected.kind === 'stream-exists') return decideByKnownIds(ids, written);
  const revision = expected.kind === 'no-stream' ? -1 : Number(expected.revision);
  if (revision === head.lastRevision) return APPEND;
  if (revision > head.lastRevision) return WRONG;
  return decideByIdsAt(revision, head, ids, written);
}

/** Known from the first id to the last: a repeat. Known at first and new then: neither one thing nor the other. */
function decideByKnownIds(ids: readonly string[], written: WrittenEvents): AppendDecision {
  let last: number | undefined;
  for (const id of ids) {
    const revision = written.knownRevision(id);
    if (revision === undefined) return last === undefined ? APPEND : WRONG;
    last = revision;
  }
  return last === undefined ? APPEND : { kind: 'repeat', revision: last };
}

/** Behind the stream's last event: a repeat if the very same ids are there already. */
function decideByIdsAt(
  expected: number,
  head: StreamHead,
  ids: readonly string[],
  written: WrittenEvents,
): AppendDecision {
  let revision = expected;
  for (const id of ids) {
    revision++;
    if (written.knownRevision(id) === revision || written.idAt(revision) === id) continue;
    const isFirst = revision === expected + 1;
    return isFirst && expected === -1 && isSoftDeleted(head.metadata) ? APPEND : WRONG;
  }
  return revision === expected ? WRONG : { kind: 'repeat', revision };
}
