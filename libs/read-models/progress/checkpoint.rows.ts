import type { Instant } from '#kernel/instant.js';

/** Every read model that is projected; each has a checkpoint of its own. */
export const PROJECTION_NAMES = [
  'catalogue',
  'reseller',
  'customer',
  'cart',
  'subscription',
  'license',
  'charge',
  'receipt',
  'due_work',
  'webhook',
] as const;

export type ProjectionName = (typeof PROJECTION_NAMES)[number];

/** How far a projection is. Moved in the transaction that writes its rows, and only by the leader of `epoch`. */
export interface CheckpointRow {
  readonly projection: ProjectionName;
  /** Commit position up to which everything was read; null: nothing yet. */
  readonly position: bigint | null;
  /** The last event that was read, at or before `position`: what the store must still hold there at the next start. */
  readonly event_position: bigint | null;
  readonly event_id: string | null;
  /** Of the leader that may move it: one more for each. */
  readonly epoch: bigint;
  /** events_read = events_applied + events_ignored + events_parked, always. */
  readonly events_read: bigint;
  readonly events_applied: bigint;
  readonly events_ignored: bigint;
  readonly events_parked: bigint;
}

/** The one store that everything here was read from. */
export interface SourceRow {
  readonly only: true;
  readonly store_id: string;
}

/** A stream that a projection goes on without, since an event of it failed; that event and all later ones are kept aside. */
export interface ParkedStreamRow {
  readonly projection: ProjectionName;
  readonly stream: string;
  /** Revision of the event that failed. */
  readonly revision: number;
  readonly error: string;
  readonly parked_at: Instant;
}

export interface ParkedEventRow {
  readonly projection: ProjectionName;
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly event_id: string;
  readonly error: string;
}

/** Postgres advisory lock, this one for the projector of a database; the number says nothing. */
export const LEADER_LOCK = 5_401_733;

/** Channel on which every commit tells the position that all projections have reached. */
export const PROGRESS_CHANNEL = 'read_model_progress';
