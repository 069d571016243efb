import type { RecordedEvent } from './recorded-event.js';

/** A page of `$all` as it is stored. */
export interface RecordedPage {
  /** In order; events of the store's own streams (`$…`) are left out, those of our system streams are not. */
  readonly events: readonly RecordedEvent[];
  /** Commit position up to which the page looked, where the next one goes on; undefined: there was nothing. */
  readonly position: bigint | undefined;
  /** True: nothing was behind it. */
  readonly end: boolean;
}

/** Reads what is stored as it is stored, for those who prove that nothing was altered. */
export interface AuditReader {
  /** A stream's events in order from a revision (inclusive); empty where there is no such stream. */
  readRecorded(stream: string, from?: number): Promise<readonly RecordedEvent[]>;
  /** One page of `$all` behind a position (exclusive; undefined: from the start), at most 4,096 events of it. */
  readAllRecorded(after: bigint | undefined, max: number): Promise<RecordedPage>;
}

export const AUDIT_READER = Symbol('AuditReader');
