import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { EventAppender } from '#event-store/event-appender.js';
import { ReadDatabase } from '#read-models/database/read-database.js';
import { typeParsers } from '#read-models/database/type-parsers.js';
import { RebuildRequests } from '#read-models/rebuilds/rebuild.requests.js';
import type { RebuildRow } from '#read-models/rebuilds/rebuild.rows.js';
import { appendOrder } from './live-lag.js';

const WRITERS = 64;
const LOOK_AGAIN_MS = 50;
/** Each two seconds one is told. */
const LOOKS_UNTOLD = 40;
/** It takes seconds; one that never comes near to what is live would take for ever. */
const REBUILD_MS_MAX = 60_000;
const BENCH = { by: 'bench', reason: null };

/**
 * A rebuild, cut over, while 64 writers append without a pause.
 * @returns of all events that were written, the share that the rebuilt projection has applied in the end: 1, or it lies.
 */
export async function appliedShare(
  databaseUrl: string,
  appender: EventAppender,
  note: (text: string) => void,
): Promise<number> {
  const database = new ReadDatabase(databaseUrl);
  const requests = new RebuildRequests(database);
  let writing = true;
  let last = 0n;
  const before = await counted(databaseUrl);
  const writers = Array.from({ length: WRITERS }, async () => {
    let written = 0;
    while (writing) {
      const [stored] = await appendOrder(appender);
      written += 1;
      if (stored !== undefined && stored.position > last) last = stored.position;
    }
    return written;
  });
  try {
    const { rebuild_id } = await requests.order({
      ...BENCH,
      rebuildId: randomUUID(),
      projections: ['subscription'],
      eventsPerSecondMax: null,
    });
    await until(requests, rebuild_id, 'ready', note);
    await requests.ask(rebuild_id, 'cut-over', BENCH);
    await until(requests, rebuild_id, 'cut-over', note);
  } finally {
    writing = false;
  }
  const written = (await Promise.all(writers)).reduce((all, one) => all + one, 0);
  await reached(databaseUrl, last);
  await database.onModuleDestroy();
  return ((await counted(databaseUrl)) - before) / written;
}

async function until(
  requests: RebuildRequests,
  rebuildId: string,
  status: RebuildRow['status'],
  note: (text: string) => void,
): Promise<void> {
  const giveUpAt = performance.now() + REBUILD_MS_MAX;
  for (let looks = 0; performance.now() < giveUpAt; looks++) {
    const row = await requests.find(rebuildId);
    if (row?.status === status && row.wanted === null) return;
    if (row?.status === 'failed') throw new Error(`The rebuild failed: ${row.error}`);
    if (looks % LOOKS_UNTOLD === 0) note(`    ${row?.status}: ${row?.events_read} of ${row?.events_total} events read`);
    await sleep(LOOK_AGAIN_MS);
  }
  throw new Error(`The rebuild was not ${status} within ${REBUILD_MS_MAX} ms`);
}

const counted = async (databaseUrl: string): Promise<number> =>
  Number((await checkpoint(databaseUrl))?.events_applied ?? 0);

export async function reached(databaseUrl: string, position: bigint): Promise<void> {
  while (((await checkpoint(databaseUrl))?.position ?? -1n) < position) await sleep(LOOK_AGAIN_MS);
}

async function checkpoint(
  databaseUrl: string,
): Promise<{ position: bigint | null; events_applied: bigint } | undefined> {
  const client = new pg.Client({ connectionString: databaseUrl, types: typeParsers });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT position, events_applied FROM read_model.checkpoint WHERE projection = 'subscription'`,
    );
    return rows[0];
  } finally {
    await client.end();
  }
}
