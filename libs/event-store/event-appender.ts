import type { Dated } from '#kernel/decision.js';
import type { DomainEvent, EventMetadata, StoredEvent } from './stored-event.js';

/** What the caller knows of an event's metadata; the door adds hash, previousHash and the event id. */
export type PendingMetadata = Omit<EventMetadata, 'hash' | 'previousHash' | 'effectiveAt' | 'payload'>;

export interface Append {
  readonly stream: string;
  /** Revision of the stream's last event, or 'no-stream'. Never Any. */
  readonly expected: number | 'no-stream';
  /** `hash` of the stream's last event; null with 'no-stream'. */
  readonly previousHash: string | null;
  /** Never empty. Personal fields are sealed already. */
  readonly events: readonly [Dated<DomainEvent>, ...Dated<DomainEvent>[]];
  readonly metadata: PendingMetadata;
  /** Goes onto the first event's metadata. */
  readonly payload?: unknown;
}

/** The one door into history; only command handlers hold it. */
export interface EventAppender {
  /**
   * Hashes, ids and bytes are made once; a retry after an unknown outcome sends the very same bytes.
   * @returns the events as stored, in order. The store tells the position of the last one only, so all of them carry it.
   * @throws StreamConflictError when the stream is at another revision.
   * @throws StoreUnavailableError when the outcome is unknown after the deadline and its retries.
   */
  append(append: Append): Promise<readonly StoredEvent[]>;
}

export const EVENT_APPENDER = Symbol('EventAppender');

export class StreamConflictError extends Error {
  constructor(readonly stream: string) {
    super(`Stream ${stream} is at another revision than expected`);
  }
}

/** The event store can't be reached or did not answer in time: try again later. */
export class StoreUnavailableError extends Error {}
