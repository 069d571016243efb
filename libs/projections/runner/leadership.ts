import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { typeParsers } from '#read-models/database/type-parsers.js';
import {
  type CheckpointRow,
  LEADER_LOCK,
  type ParkedStreamRow,
  type ProjectionName,
} from '#read-models/progress/checkpoint.rows.js';
import type { AnyProjection } from '../projection.js';
import { DatabaseFaultError } from './faults.js';
import { LeaderStore } from './leader-store.js';
import { type Member, memberOf } from './member.js';

/** A standby takes over within about this long. */
const STANDBY_MS = 500;
/** A server that does not answer is asked again rather than waited for. */
const CONNECT_MS_MAX = 5_000;
/** A batch takes milliseconds; one that waits for a lock this long is given up and read again. */
const STATEMENT_MS_MAX = 60_000;

/** One leader's time: the connection that holds the lock is the one that writes, so that losing it is losing both. */
export interface Leadership {
  readonly client: pg.Client;
  readonly store: LeaderStore;
  readonly members: readonly Member[];
  /** Aborted when the connection, and with it the lock, is gone. */
  readonly lost: AbortSignal;
  end(): Promise<void>;
}

/**
 * Waits for the lock, then takes a new epoch, which fences off every earlier leader.
 * @param onStandby told once when somebody else leads.
 * @returns undefined when aborted before. @throws DatabaseFaultError
 */
export async function takeLead(
  databaseUrl: string,
  projections: readonly AnyProjection[],
  stop: AbortSignal,
  onStandby: () => void,
): Promise<Leadership | undefined> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    types: typeParsers,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    statement_timeout: STATEMENT_MS_MAX,
    keepAlive: true,
    pipeline: true,
    application_name: 'termbook-projector',
  });
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  const end = async () => {
    await client.end().catch(() => undefined);
  };
  try {
    await client.connect();
    if (await waitForLock(client, stop, onStandby)) {
      const epoch = await takeEpoch(client, projections);
      const members = await loadMembers(client, projections);
      return { client, store: new LeaderStore(client, epoch, members), members, lost: lost.signal, end };
    }
  } catch (error) {
    await end();
    throw new DatabaseFaultError(error);
  }
  await end();
  return undefined;
}

async function waitForLock(client: pg.Client, stop: AbortSignal, onStandby: () => void): Promise<boolean> {
  for (let first = true; !stop.aborted; first = false) {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS leads', [LEADER_LOCK]);
    if (rows[0]?.leads === true) return true;
    if (first) onStandby();
    await sleep(STANDBY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  return false;
}

async function takeEpoch(client: pg.Client, projections: readonly AnyProjection[]): Promise<bigint> {
  await client.query('BEGIN');
  const { rows } = await client.query("SELECT nextval('read_model.epoch') AS epoch");
  const epoch: bigint = rows[0].epoch;
  await client.query(
    `INSERT INTO read_model.checkpoint
       (projection, epoch, events_read, events_applied, events_ignored, events_parked)
     SELECT name, $2, 0, 0, 0, 0 FROM unnest($1::text[]) AS name
     ON CONFLICT (projection) DO UPDATE SET epoch = excluded.epoch`,
    [projections.map(({ name }) => name), epoch.toString()],
  );
  await client.query('COMMIT');
  // From here on a commit need not wait for the disk: if the server crashes, rows and checkpoint are lost together, and
  // what was lost is read again.
  await client.query('SET synchronous_commit = off');
  return epoch;
}

async function loadMembers(client: pg.Client, projections: readonly AnyProjection[]): Promise<readonly Member[]> {
  const checkpoints = await client.query<CheckpointRow>('SELECT * FROM read_model.checkpoint');
  const parked = await client.query<ParkedStreamRow>('SELECT * FROM read_model.parked_stream');
  const rowOf = (name: ProjectionName) => checkpoints.rows.find(({ projection }) => projection === name);
  return projections.flatMap((projection) => {
    const row = rowOf(projection.name);
    const streams = parked.rows.filter((one) => one.projection === projection.name).map(({ stream }) => stream);
    return row === undefined ? [] : [memberOf(projection, row, streams)];
  });
}
