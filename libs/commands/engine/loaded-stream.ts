import type { StoredEvent } from '#event-store/stored-event.js';
import type { Instant } from '#kernel/instant.js';
import type { StreamKind } from './stream-kind.js';

/** What a stream remembers of one command with a key. */
export interface Receipt {
  readonly requestHash: string;
  readonly firstRevision: number;
  readonly lastRevision: number;
  readonly lastPosition: bigint;
  /** False when the command's last event is CommandHadNoEffect. */
  readonly changed: boolean;
}

/** A stream folded to a revision. */
export interface LoadedStream<State> {
  readonly kind: StreamKind<State>;
  readonly stream: string;
  readonly state: State | undefined;
  /** Of the last event; -1 where there is none. */
  readonly revision: number;
  readonly lastHash: string | null;
  /** `effectiveAt` of the last event: nothing after it counts from earlier. */
  readonly since: Instant | undefined;
  readonly lastPosition: bigint | undefined;
  /**
   * By commandId. Shared with later foldings of the same stream, which add to it: a receipt found here may be of an
   * event behind `revision`, but never wrong.
   */
  readonly receipts: Map<string, Receipt>;
}

export function emptyStream<State>(kind: StreamKind<State>, stream: string): LoadedStream<State> {
  return {
    kind,
    stream,
    state: undefined,
    revision: -1,
    lastHash: null,
    since: undefined,
    lastPosition: undefined,
    receipts: new Map(),
  };
}

/** @param events those right behind `loaded.revision`, in order. @throws Error where one is missing in between. */
export function foldOnto<State>(loaded: LoadedStream<State>, events: readonly StoredEvent[]): LoadedStream<State> {
  return events.reduce(foldOne, loaded);
}

function foldOne<State>(loaded: LoadedStream<State>, stored: StoredEvent): LoadedStream<State> {
  if (stored.revision !== loaded.revision + 1) {
    throw new Error(`${loaded.stream}: revision ${stored.revision} does not follow ${loaded.revision}`);
  }
  noteReceipt(loaded.receipts, stored);
  return {
    ...loaded,
    state: loaded.kind.evolve(loaded.state, stored.event, stored.metadata.effectiveAt),
    revision: stored.revision,
    lastHash: stored.metadata.hash,
    since: stored.metadata.effectiveAt,
    lastPosition: stored.position,
  };
}

function noteReceipt(receipts: Map<string, Receipt>, { metadata, revision, position, event }: StoredEvent): void {
  if (metadata.commandId === null || metadata.requestHash === null) return;
  const known = receipts.get(metadata.commandId);
  if (known !== undefined && known.lastRevision >= revision) return;
  receipts.set(metadata.commandId, {
    requestHash: metadata.requestHash,
    firstRevision: known?.firstRevision ?? revision,
    lastRevision: revision,
    lastPosition: position,
    changed: event.type !== 'CommandHadNoEffect',
  });
}
