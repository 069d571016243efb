import type { CheckpointRow } from '#read-models/progress/checkpoint.rows.js';
import type { AnyProjection } from '../projection.js';

/** Of all events that were read: each is one of the three. */
export interface Counts {
  readonly applied: number;
  readonly ignored: number;
  readonly parked: number;
}

/** A projection as its leader knows it: what Postgres holds, since nobody else may write. */
export interface Member {
  readonly projection: AnyProjection;
  /** undefined: nothing was read yet. */
  position: bigint | undefined;
  event: { readonly position: bigint; readonly id: string } | undefined;
  counts: Counts;
  /** Streams that this projection goes on without. */
  parked: Set<string>;
}

export const plus = (one: Counts, other: Counts): Counts => ({
  applied: one.applied + other.applied,
  ignored: one.ignored + other.ignored,
  parked: one.parked + other.parked,
});

export const NOTHING_COUNTED: Counts = { applied: 0, ignored: 0, parked: 0 };

export const memberOf = (
  projection: AnyProjection,
  row: Omit<CheckpointRow, 'projection' | 'epoch' | 'events_read'>,
  parked: readonly string[],
): Member => ({
  projection,
  position: row.position ?? undefined,
  event:
    row.event_position === null || row.event_id === null
      ? undefined
      : { position: row.event_position, id: row.event_id },
  counts: {
    applied: Number(row.events_applied),
    ignored: Number(row.events_ignored),
    parked: Number(row.events_parked),
  },
  parked: new Set(parked),
});

/** -1: nothing was read. */
const NOWHERE = -1n;
const inOrder = (members: readonly Pick<Member, 'position'>[]): readonly bigint[] =>
  members.map(({ position }) => position ?? NOWHERE).toSorted((one, other) => (one < other ? -1 : 1));

/** What all of them have reached. */
export const leastOf = (members: readonly Pick<Member, 'position'>[]): bigint => inOrder(members)[0] ?? NOWHERE;
export const furthestOf = (members: readonly Pick<Member, 'position'>[]): bigint => inOrder(members).at(-1) ?? NOWHERE;
