import type { SystemEvent } from './system-events.js';
import type { StoredSystemEvent } from './system-streams.js';

/** Appends to streams beside the domain's, without its metadata, but as strictly as to any. */
export interface SystemStreamAppender {
  /**
   * @param expected revision of the stream's last event, or 'no-stream'. Never Any.
   * @throws StreamConflictError when the stream is at another revision.
   * @throws StoreUnavailableError when the outcome is unknown after the deadline and its retries.
   */
  append(stream: string, expected: number | 'no-stream', event: SystemEvent): Promise<StoredSystemEvent>;
}

export const SYSTEM_STREAM_APPENDER = Symbol('SystemStreamAppender');
