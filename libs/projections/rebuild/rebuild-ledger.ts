import type pg from 'pg';
import type { RebuildRow } from '#read-models/rebuilds/rebuild.rows.js';

type Column = Exclude<keyof RebuildRow, 'rebuild_id' | 'number' | 'projections' | 'asked' | 'started_at'>;
export type Changes = { readonly [C in Column]?: RebuildRow[C] | 'now()' };

const JSON_COLUMNS: ReadonlySet<string> = new Set(['proof', 'preview']);

/** What operators asked for and what became of it, as the leading projector reads and writes it. */
export class RebuildLedger {
  constructor(
    private readonly client: pg.Client,
    private readonly epoch: bigint,
  ) {}

  /** What is to be done next: what was asked of one that waits goes before reading another. */
  async next(): Promise<RebuildRow | undefined> {
    const { rows } = await this.client.query<RebuildRow>(
      `SELECT * FROM read_model.rebuild
       WHERE wanted IS NOT NULL OR status IN ('queued', 'reading')
       ORDER BY wanted IS NULL, number LIMIT 1`,
    );
    return rows[0];
  }

  async find(rebuildId: string): Promise<RebuildRow | undefined> {
    const { rows } = await this.client.query<RebuildRow>('SELECT * FROM read_model.rebuild WHERE rebuild_id = $1', [
      rebuildId,
    ]);
    return rows[0];
  }

  /** Whose old tables need not be kept any more: of the same projections, or for long enough. */
  async withOldTables(projections: readonly string[], days: number): Promise<readonly RebuildRow[]> {
    const { rows } = await this.client.query<RebuildRow>(
      `SELECT * FROM read_model.rebuild
       WHERE old_tables AND (projections && $1::text[] OR cut_over_at < now() - make_interval(days => $2))`,
      [projections, days],
    );
    return rows;
  }

  /** Does nothing once another projector leads: that one goes on from what is there. */
  async change(rebuildId: string, changes: Changes): Promise<void> {
    const entries = Object.entries(changes);
    const given = entries.filter(([, value]) => value !== 'now()');
    const set = [
      ...given.map(([column], at) => `${column} = $${at + 3}`),
      ...entries.filter(([, value]) => value === 'now()').map(([column]) => `${column} = now()`),
    ];
    await this.client.query(
      `UPDATE read_model.rebuild SET ${set.join(', ')}
       WHERE rebuild_id = $1 AND $2::int8 >= (SELECT max(epoch) FROM read_model.checkpoint)`,
      [rebuildId, this.epoch.toString(), ...given.map(([column, value]) => written(column, value))],
    );
  }
}

function written(column: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  return JSON_COLUMNS.has(column) ? JSON.stringify(value) : typeof value === 'bigint' ? value.toString() : value;
}
