import type pg from 'pg';
import type { Instant } from '#kernel/instant.js';

/** Serialises the start of several processes; spells "clock". */
const MIGRATION_LOCK = 0x636c6f63;
/** A process that has not said a word for so long is gone, and nobody waits for it. */
const GONE_AFTER_SECONDS = 5;

/** `revision` is that of the setting in stream `sandbox-clock` that the process has taken. */
export interface ClockFollowerRow {
  readonly processId: string;
  readonly role: string;
  readonly revision: number;
  readonly instant: Instant;
}

/** Which processes judge time by the sandbox clock, and how far each has taken it. Schema `scheduling`. */
export async function migrateClockFollower(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS scheduling');
    await client.query(`
      CREATE TABLE IF NOT EXISTS scheduling.clock_follower (
        process_id uuid PRIMARY KEY,
        role text NOT NULL,
        revision int8 NOT NULL,
        instant timestamptz NOT NULL,
        seen_at timestamptz NOT NULL
      )`);
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

export async function reportFollower(pool: pg.Pool, row: ClockFollowerRow): Promise<void> {
  await pool.query(
    `INSERT INTO scheduling.clock_follower (process_id, role, revision, instant, seen_at)
     VALUES ($1, $2, $3, $4, clock_timestamp())
     ON CONFLICT (process_id) DO UPDATE SET revision = $3, instant = $4, seen_at = clock_timestamp()`,
    [row.processId, row.role, row.revision, row.instant],
  );
}

export async function removeFollower(pool: pg.Pool, processId: string): Promise<void> {
  await pool.query('DELETE FROM scheduling.clock_follower WHERE process_id = $1', [processId]);
}

/** Processes that are alive and have not taken that setting yet. Rows of processes long gone are cleared on the way. */
export async function followersBehind(pool: pg.Pool, revision: number): Promise<readonly string[]> {
  const { rows } = await pool.query<{ readonly role: string; readonly process_id: string }>(
    `SELECT role, process_id FROM scheduling.clock_follower
      WHERE revision < $1 AND seen_at > clock_timestamp() - make_interval(secs => $2)`,
    [revision, GONE_AFTER_SECONDS],
  );
  return rows.map(({ role, process_id }) => `${role} ${process_id}`);
}

/** Rows that outlived their process by far. */
export async function forgetGoneFollowers(pool: pg.Pool): Promise<void> {
  await pool.query(`DELETE FROM scheduling.clock_follower WHERE seen_at < clock_timestamp() - interval '1 hour'`);
}
