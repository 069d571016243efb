import type { Instant } from '#kernel/instant.js';

export type VerificationStatus = 'running' | 'clean' | 'drift' | 'failed';

/** `altered`: not what was hashed, or not behind the event that it names. `missing`: revisions are not there. */
export interface ChainFault {
  readonly stream: string;
  readonly revision: number;
  readonly verdict: 'altered' | 'missing';
  readonly problem: string;
}

export interface ChainReport {
  readonly streams: number;
  readonly events: number;
  /** How many there are; of many only the first are listed. */
  readonly faulty: number;
  readonly faults: readonly ChainFault[];
}

/** One field of one row that is not what the history says; a row too many or too few has no field. */
export interface Drift {
  readonly key: Readonly<Record<string, unknown>>;
  readonly field: string | null;
  readonly served: unknown;
  readonly expected: unknown;
}

export interface TableReport {
  readonly table: string;
  readonly rows: number;
  readonly driftedRows: number;
  readonly drift: readonly Drift[];
}

export interface VerificationRow {
  readonly verification_id: string;
  readonly number: number;
  readonly asked_by: string;
  readonly events_per_second_max: number | null;
  readonly status: VerificationStatus;
  readonly started_at: Instant;
  readonly finished_at: Instant | null;
  readonly position_to: bigint | null;
  readonly events_read: bigint;
  readonly events_total: bigint | null;
  readonly events_per_second: number;
  readonly chain: ChainReport | null;
  readonly read_models: readonly TableReport[] | null;
  readonly error: string | null;
}
