import { PROGRESS_CHANNEL } from '#read-models/progress/checkpoint.rows.js';
import type { ParkedItem } from './batch-fold.js';
import type { Member } from './member.js';
import type { Statement } from './row-statements.js';

/** What a member's checkpoint is to say. */
export interface NewCheckpoint {
  readonly name: string;
  readonly counts: Member['counts'];
  readonly event: Member['event'];
}

/**
 * The fence: moves the checkpoints only where they stand as this leader left them, in the transaction of the rows; tells
 * whoever waits. Fewer rows than members: somebody else leads.
 */
export function moveCheckpoints(
  schema: string,
  from: bigint | undefined,
  to: bigint,
  epoch: bigint,
  checkpoints: readonly NewCheckpoint[],
  /** Told to whoever waits; undefined: nobody reads this schema. */
  reachedByAll: bigint | undefined,
): Statement {
  const told = reachedByAll === undefined ? '' : `, pg_notify('${PROGRESS_CHANNEL}', $10::text)`;
  const column = (value: (checkpoint: NewCheckpoint) => unknown) => checkpoints.map(value);
  return {
    name: `move_checkpoints_${schema}`,
    text: `
      WITH moved AS (
        UPDATE ${schema}.checkpoint c
        SET position = $3::int8, event_position = n.event_position, event_id = n.event_id,
            events_read = n.applied + n.ignored + n.parked,
            events_applied = n.applied, events_ignored = n.ignored, events_parked = n.parked
        FROM unnest($4::text[], $5::int8[], $6::text[], $7::int8[], $8::int8[], $9::int8[])
          AS n(projection, event_position, event_id, applied, ignored, parked)
        WHERE c.projection = n.projection AND c.position IS NOT DISTINCT FROM $1::int8 AND c.epoch = $2::int8
        RETURNING c.projection
      )
      SELECT (SELECT count(*)::int4 FROM moved) AS moved${told}`,
    values: [
      from?.toString() ?? null,
      epoch.toString(),
      to.toString(),
      column(({ name }) => name),
      column(({ event }) => event?.position.toString() ?? null),
      column(({ event }) => event?.id ?? null),
      column(({ counts }) => counts.applied),
      column(({ counts }) => counts.ignored),
      column(({ counts }) => counts.parked),
      ...(reachedByAll === undefined ? [] : [reachedByAll.toString()]),
    ],
  };
}

export function insertParkedEvents(schema: string, projection: string, items: readonly ParkedItem[]): Statement {
  return {
    name: `park_events_${schema}`,
    text: `
      INSERT INTO ${schema}.parked_event (projection, stream, revision, position, event_id, error)
      SELECT $1, * FROM unnest($2::text[], $3::int4[], $4::int8[], $5::text[], $6::text[])`,
    values: [
      projection,
      items.map(({ stream }) => stream),
      items.map(({ revision }) => revision),
      items.map(({ position }) => position.toString()),
      items.map(({ id }) => id),
      items.map(({ error }) => storable(error)),
    ],
  };
}

export function insertParkedStreams(schema: string, projection: string, items: readonly ParkedItem[]): Statement {
  const first = items.filter((item) => item.first);
  return {
    name: `park_streams_${schema}`,
    text: `
      INSERT INTO ${schema}.parked_stream (projection, stream, revision, error)
      SELECT $1, * FROM unnest($2::text[], $3::int4[], $4::text[])`,
    values: [
      projection,
      first.map(({ stream }) => stream),
      first.map(({ revision }) => revision),
      first.map(({ error }) => storable(error)),
    ],
  };
}

/** Long enough to say what was wrong; what a poison event put into its message must not fail a second time. */
const ERROR_CHARACTERS_MAX = 1_000;
const storable = (text: string): string => text.replaceAll('\0', '').slice(0, ERROR_CHARACTERS_MAX);
