import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Advisory lock in the read models' Postgres; spells "ownr". */
export const OWNER_LOCK = 0x6f776e72;
/** Another worker owns the clock: look again after so long. */
const LOOK_AGAIN_MS = 1_000;
/** The lock's connection is asked whether it lives: an idle one may be dead without a word. */
const PING_MS = 2_000;

/**
 * Runs while holding the lock that makes this worker the clock's one owner, as soon as nobody else holds it.
 * @param task its signal is aborted when the lock is lost with its connection.
 * @throws Error of Postgres, or of the task.
 */
export async function asOwner(
  databaseUrl: string,
  stopping: AbortSignal,
  task: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  const signal = AbortSignal.any([stopping, lost.signal]);
  await client.connect();
  const ping = setInterval(() => client.query('SELECT 1').catch(() => lost.abort()), PING_MS).unref();
  try {
    while (!signal.aborted && !(await lockIsOurs(client))) {
      await sleep(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
    if (!signal.aborted) await task(signal);
  } finally {
    clearInterval(ping);
    await client.end().catch(() => undefined);
  }
}

async function lockIsOurs(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ readonly ours: boolean }>('SELECT pg_try_advisory_lock($1) AS ours', [
    OWNER_LOCK,
  ]);
  return rows[0]?.ours === true;
}
