import type { Instant } from '#kernel/instant.js';
import type { ProjectionName } from '../progress/checkpoint.rows.js';

/** What became of a parked stream's events, in order. */
export interface ParkedAnswer {
  /** False: nothing was changed, for it was only tried, or did not work. */
  readonly released: boolean;
  /** Every event applies now. */
  readonly works: boolean;
  readonly events: number;
  /** Of the first event that still fails. */
  readonly error: string | null;
  readonly revision: number | null;
  /** The stream's row or rows as they are, or would be, afterwards. */
  readonly rows: readonly { readonly table: string; readonly row: Readonly<Record<string, unknown>> }[];
}

export interface ParkedRequestRow {
  readonly request_id: string;
  readonly number: number;
  readonly projection: ProjectionName;
  readonly stream: string;
  readonly action: 'try' | 'release';
  readonly asked_by: string;
  readonly reason: string | null;
  readonly asked_at: Instant;
  readonly answered_at: Instant | null;
  readonly answer: ParkedAnswer | null;
}
