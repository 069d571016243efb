import type { SystemEvent } from './system-events.js';

export interface StoredSystemEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly id: string;
  readonly event: SystemEvent;
}

/** Reads and follows streams beside the domain's: `sandbox-clock`, `store-identity`, `attempts-…`. */
export interface SystemStreamReader {
  /** In order from a revision (inclusive), at most 4,000, or so many; empty where there is no such stream. */
  read(stream: string, from?: number, max?: number): Promise<readonly StoredSystemEvent[]>;
  readLast(stream: string): Promise<StoredSystemEvent | undefined>;
  /**
   * Live from behind a revision (undefined: from the start). The stream need not exist yet. Ends by error whenever the
   * store likes: the caller goes on from its last event.
   */
  follow(
    stream: string,
    after: number | undefined,
    options?: { readonly signal?: AbortSignal },
  ): AsyncIterable<StoredSystemEvent>;
}

export const SYSTEM_STREAM_READER = Symbol('SystemStreamReader');
