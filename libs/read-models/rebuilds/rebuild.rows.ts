import type { Instant } from '#kernel/instant.js';
import type { ProjectionName } from '../progress/checkpoint.rows.js';

/** Where a rebuild stands. `queued` and `reading` go on by themselves; from `ready` on it waits for an operator. */
export const REBUILD_STATUSES = [
  'queued',
  'reading',
  'ready',
  'cut-over',
  'rolled-back',
  'cancelled',
  'failed',
] as const;
export type RebuildStatus = (typeof REBUILD_STATUSES)[number];

/** What an operator wants of it next; done by the projector that leads. */
export type RebuildWish = 'cut-over' | 'roll-back' | 'cancel';

/** Who asked for what, in order. */
export interface Asked {
  readonly what: 'rebuild' | RebuildWish;
  readonly by: string;
  readonly at: Instant;
  readonly reason: string | null;
}

export interface EventCounts {
  readonly read: number;
  readonly applied: number;
  readonly ignored: number;
  readonly parked: number;
}

/** Counted of one type of event, in one category of streams, by every projection of the rebuild together. */
export interface TypeCounts extends EventCounts {
  readonly type: string;
  readonly category: string;
}

/** That every event was taken in. */
export interface Proof {
  readonly events: EventCounts;
  readonly byType: readonly TypeCounts[];
  /** The same events as the served read models have counted, up to the same position. */
  readonly servedEvents: EventCounts;
  /** SHA-256 (hex) over all rows of all tables, each table in the order of its keys. */
  readonly rowsHash: string;
  /** Of what is served at the same position: the same where nothing would change. */
  readonly servedRowsHash: string;
  /** read = applied + ignored + parked, in total and for each type, and as many were read as were served. */
  readonly complete: boolean;
}

/** Something that brought a row to where it is. */
export interface EventBehind {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly effectiveAt: Instant;
  readonly recordedAt: Instant;
  readonly command: string;
  readonly actor: string;
}

/** A field that would change; a whole row that would come or go has no field. */
export interface Difference {
  readonly table: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly field: string | null;
  readonly served: unknown;
  readonly rebuilt: unknown;
}

export interface Preview {
  /** Rows after the rebuild. */
  readonly rows: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly tables: readonly TableDifferences[];
  readonly examples: readonly (Difference & { readonly events: readonly EventBehind[] })[];
}

export interface TableDifferences {
  readonly table: string;
  readonly rows: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

export interface RebuildRow {
  readonly rebuild_id: string;
  /** Counts up; in the names of its schemas. */
  readonly number: number;
  readonly projections: readonly ProjectionName[];
  readonly events_per_second_max: number | null;
  readonly status: RebuildStatus;
  readonly wanted: RebuildWish | null;
  readonly asked: readonly Asked[];
  /** The newest migration when it began: tables of another one are not swapped. */
  readonly tables_version: string | null;
  readonly started_at: Instant;
  readonly ready_at: Instant | null;
  readonly cut_over_at: Instant | null;
  readonly finished_at: Instant | null;
  /** The tables that it took the place of are still there: it can be rolled back. */
  readonly old_tables: boolean;
  readonly position_from: bigint | null;
  readonly position_to: bigint | null;
  readonly events_read: bigint;
  readonly events_total: bigint | null;
  readonly events_per_second: number;
  readonly proof: Proof | null;
  readonly preview: Preview | null;
  readonly error: string | null;
}

/** Channel on which the projector hears that it is asked for something. */
export const REQUESTS_CHANNEL = 'read_model_requests';
