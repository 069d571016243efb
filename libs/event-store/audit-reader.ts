import type { RecordedEvent } from './recorded-event.js';

/** Reads what is stored as it is stored, for those who prove that nothing was altered. */
export interface AuditReader {
  /** A stream's events in order from a revision (inclusive); empty where there is no such stream. */
  readRecorded(stream: string, from?: number): Promise<readonly RecordedEvent[]>;
}

export const AUDIT_READER = Symbol('AuditReader');
