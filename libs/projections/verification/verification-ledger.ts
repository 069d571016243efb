import type pg from 'pg';
import type { VerificationRow } from '#read-models/verifications/verification.rows.js';

type Column = Exclude<keyof VerificationRow, 'verification_id' | 'number' | 'started_at'>;
export type Changes = { readonly [C in Column]?: VerificationRow[C] | 'now()' };

/** Everything is verified again after so long. */
const EVERY_HOURS = 24;
/** Nobody waits for a scheduled one: it takes little of what commands need. */
const SCHEDULED_EVENTS_PER_SECOND_MAX = 5_000;
const JSON_COLUMNS: ReadonlySet<string> = new Set(['chain', 'read_models']);

/** What is to be verified and what was found, as the leading projector reads and writes it. */
export class VerificationLedger {
  constructor(
    private readonly client: pg.Client,
    private readonly epoch: bigint,
  ) {}

  async next(): Promise<VerificationRow | undefined> {
    await this.schedule();
    const { rows } = await this.client.query<VerificationRow>(
      `SELECT * FROM read_model.verification WHERE status = 'running' ORDER BY number LIMIT 1`,
    );
    return rows[0];
  }

  /** The last one that came to its end. */
  async last(): Promise<VerificationRow | undefined> {
    const { rows } = await this.client.query<VerificationRow>(
      `SELECT * FROM read_model.verification WHERE finished_at IS NOT NULL ORDER BY number DESC LIMIT 1`,
    );
    return rows[0];
  }

  /** Does nothing once another projector leads: that one goes on from what is there. */
  async change(verificationId: string, changes: Changes): Promise<void> {
    const entries = Object.entries(changes);
    const given = entries.filter(([, value]) => value !== 'now()');
    const set = [
      ...given.map(([column], at) => `${column} = $${at + 3}`),
      ...entries.filter(([, value]) => value === 'now()').map(([column]) => `${column} = now()`),
    ];
    await this.client.query(
      `UPDATE read_model.verification SET ${set.join(', ')}
       WHERE verification_id = $1 AND $2::int8 >= (SELECT max(epoch) FROM read_model.checkpoint)`,
      [verificationId, this.epoch.toString(), ...given.map(([column, value]) => written(column, value))],
    );
  }

  /** A day after the last one began, or after the tables for it were made. */
  private async schedule(): Promise<void> {
    await this.client.query(
      `INSERT INTO read_model.verification (verification_id, asked_by, events_per_second_max, status)
       SELECT 'daily-' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISS'), 'schedule', $2, 'running'
       WHERE coalesce(
         (SELECT max(started_at) FROM read_model.verification),
         (SELECT timestamp::timestamptz FROM read_model.kysely_migration WHERE name LIKE '%-verification')
       ) < now() - make_interval(hours => $1)
       ON CONFLICT DO NOTHING`,
      [EVERY_HOURS, SCHEDULED_EVENTS_PER_SECOND_MAX],
    );
  }
}

function written(column: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  return JSON_COLUMNS.has(column) ? JSON.stringify(value) : typeof value === 'bigint' ? value.toString() : value;
}
