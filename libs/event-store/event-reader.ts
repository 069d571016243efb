import type { StoredEvent } from './stored-event.js';

/** What `$all` yields to a projector. Events of system streams and of unknown kinds are never handed on. */
export type AllItem =
  | { readonly kind: 'event'; readonly event: StoredEvent }
  /** A stored type that the codec does not know, or bytes that do not decode: to be parked, never skipped in silence. */
  | {
      readonly kind: 'undecodable';
      readonly stream: string;
      readonly revision: number;
      readonly position: bigint;
      readonly id: string;
      /** The stored name, as it is. */
      readonly type: string;
      readonly error: string;
    }
  /** Nothing of interest up to here. */
  | { readonly kind: 'checkpoint'; readonly position: bigint };

/** The reading door. Replay, rebuild and audit code may hold this one only. */
export interface EventReader {
  /** Events of a stream in order from a revision (inclusive), all or so many; empty where there is no such stream. */
  readStream(stream: string, from?: number, max?: number): Promise<readonly StoredEvent[]>;
  /** The newest event of a stream. */
  readLast(stream: string): Promise<StoredEvent | undefined>;
  /** One page of `$all` behind a position (exclusive; undefined: from the start), system streams left out. */
  readAll(
    after: bigint | undefined,
    max: number,
  ): Promise<{ readonly items: readonly AllItem[]; readonly end: boolean }>;
  /** Id of the event at exactly this commit position; undefined where no event is (a position of another or an older store). */
  idAt(position: bigint): Promise<string | undefined>;
  /** Commit position of the newest event in `$all`; undefined when there is none. */
  head(): Promise<bigint | undefined>;
  /** Live from behind a position (exclusive). Ends by error whenever the store likes: the caller goes on from its last item. */
  subscribeToAll(
    after: bigint | undefined | 'end',
    options?: { readonly prefixes?: readonly string[]; readonly signal?: AbortSignal },
  ): AsyncIterable<AllItem>;
  /** UUID of this store, in every position that is handed out. */
  storeId(): Promise<string>;
}

export const EVENT_READER = Symbol('EventReader');
