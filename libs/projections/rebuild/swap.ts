import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { READ_MODEL_SCHEMA } from '#read-models/database/table.js';
import type { AnyProjection } from '../projection.js';
import { FencedError } from '../runner/faults.js';
import { faultOf } from '../runner/leader-store.js';
import type { Leadership } from '../runner/leadership.js';
import type { Member } from '../runner/member.js';
import { createKeep, tablesOf } from './shadow-schema.js';

/** While the swap waits for its locks, new queries wait behind it: never for long. */
const LOCK_MS_MAX = 300;
/** `lock_not_available`, `deadlock_detected`: queries were in flight, which go first. */
const NOT_NOW = /^(55P03|40P01)$/;
/** Between tries those queries come to their end. */
const TRY_AGAIN_MS = 200;
/** A table that is never free for so many tries is held by something that an operator should look at. */
const TRIES_MAX = 100;

/** Tables that are to be served, and where those that are served now go. */
export interface Swap {
  readonly from: string;
  readonly keepIn: string;
  readonly projections: readonly AnyProjection[];
  /** What `from` has reached: all at the position of the served ones. */
  readonly progress: readonly Member[];
  /** What else is so from the same moment on: done in the same transaction, on the leader's connection. */
  readonly settle: () => Promise<void>;
}

/** Some table was in use all the time; nothing was changed. */
export class TablesInUseError extends Error {
  constructor() {
    super('A query, a vacuum or a backup held one of the tables all the time: nothing was changed, try again later');
  }
}

/**
 * Puts other tables in the place of the served ones, with their checkpoints and what they parked, in one transaction.
 * Queries in flight go first, later ones find the new tables. To be called between batches.
 * @returns false when queries held a table: nothing was changed, and it may be tried again.
 * @throws FencedError, DatabaseFaultError
 */
export async function swapOnce(lead: Leadership, swap: Swap): Promise<boolean> {
  const { client } = lead;
  const names = swap.projections.map(({ name }) => name);
  const tables = swap.projections.flatMap((projection) => tablesOf(projection).map(({ name }) => name));
  try {
    await client.query('BEGIN');
    await client.query(`SET LOCAL lock_timeout = ${LOCK_MS_MAX}`);
    await client.query('SET LOCAL synchronous_commit = on');
    await createKeep(client, swap.keepIn);
    await client.query(`LOCK TABLE ${tables.map((name) => `${READ_MODEL_SCHEMA}.${name}`).join(', ')}`);
    for (const name of tables) {
      await client.query(`ALTER TABLE ${READ_MODEL_SCHEMA}.${name} SET SCHEMA ${swap.keepIn}`);
      await client.query(`ALTER TABLE ${swap.from}.${name} SET SCHEMA ${READ_MODEL_SCHEMA}`);
    }
    await swapProgress(client, swap, names, lead.store.epoch);
    await swap.settle();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if (error instanceof pg.DatabaseError && NOT_NOW.test(error.code ?? '')) return false;
    throw faultOf(error);
  }
  for (const { projection, counts, parked } of swap.progress) {
    const served = lead.members.find((member) => member.projection.name === projection.name);
    if (served !== undefined) Object.assign(served, { counts, parked });
  }
  return true;
}

/** @param prepare brings `from` to where the served tables are; between batches. @throws TablesInUseError */
export async function swapBetweenBatches(
  lead: Leadership,
  betweenBatches: <T>(act: () => Promise<T>) => Promise<T>,
  prepare: () => Promise<Swap>,
): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (await betweenBatches(async () => swapOnce(lead, await prepare()))) return;
    await sleep(TRY_AGAIN_MS);
  }
  throw new TablesInUseError();
}

async function swapProgress(
  client: pg.Client,
  { from, keepIn }: Swap,
  names: readonly string[],
  epoch: bigint,
): Promise<void> {
  const columns =
    'projection, position, event_position, event_id, epoch, events_read, events_applied, events_ignored, events_parked';
  await client.query(
    `INSERT INTO ${keepIn}.checkpoint (${columns}) SELECT ${columns} FROM ${READ_MODEL_SCHEMA}.checkpoint
     WHERE projection = ANY($1)`,
    [names],
  );
  const { rowCount } = await client.query(
    `UPDATE ${READ_MODEL_SCHEMA}.checkpoint served
     SET events_read = made.events_read, events_applied = made.events_applied,
         events_ignored = made.events_ignored, events_parked = made.events_parked
     FROM ${from}.checkpoint made
     WHERE served.projection = made.projection AND served.projection = ANY($1) AND served.epoch = $2::int8
       AND served.position = made.position`,
    [names, epoch.toString()],
  );
  if (rowCount !== names.length) throw new FencedError();
  for (const table of ['parked_stream', 'parked_event']) {
    await client.query(
      `INSERT INTO ${keepIn}.${table} SELECT * FROM ${READ_MODEL_SCHEMA}.${table} WHERE projection = ANY($1)`,
      [names],
    );
    await client.query(`DELETE FROM ${READ_MODEL_SCHEMA}.${table} WHERE projection = ANY($1)`, [names]);
    await client.query(`INSERT INTO ${READ_MODEL_SCHEMA}.${table} SELECT * FROM ${from}.${table}`);
  }
}
