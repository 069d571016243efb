import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { ReadDatabase } from '../database/read-database.js';
import type { ProjectionName } from '../progress/checkpoint.rows.js';
import { REQUESTS_CHANNEL, type RebuildRow, type RebuildStatus, type RebuildWish } from './rebuild.rows.js';

/** Newest first; older ones have nothing left to decide. */
const LISTED_MAX = 50;

/** Who asks, and why. */
export interface Asking {
  readonly by: string;
  readonly reason: string | null;
}

export interface RebuildOrder extends Asking {
  /** The same for a repeat of the same request. */
  readonly rebuildId: string;
  readonly projections: readonly ProjectionName[];
  readonly eventsPerSecondMax: number | null;
}

/** One of these projections has a rebuild that is not decided yet. */
export class RebuildUnderWayError extends Error {
  constructor(
    readonly rebuildId: string,
    readonly status: RebuildStatus,
  ) {
    super(`Rebuild ${rebuildId} of the same projections is ${status}`);
  }
}

/** The rebuild is not where that can be asked of it. */
export class NotPossibleNowError extends Error {
  constructor(
    readonly rebuildId: string,
    readonly status: RebuildStatus,
    wish: RebuildWish,
  ) {
    super(`A rebuild that is ${status} can't ${wish === 'cancel' ? 'be cancelled' : wish.replace('-', ' ')}`);
  }
}

/** In which statuses what may be asked; of one that is cut over, the old tables must still be there. */
const POSSIBLE: Readonly<Record<RebuildWish, readonly RebuildStatus[]>> = {
  'cut-over': ['ready'],
  'roll-back': ['cut-over'],
  cancel: ['queued', 'reading', 'ready'],
};
/** What the wish was for is so already: a repeat is answered with it. */
const FULFILLED: Readonly<Record<RebuildWish, RebuildStatus>> = {
  'cut-over': 'cut-over',
  'roll-back': 'rolled-back',
  cancel: 'cancelled',
};

/** Rebuilds as operators ask for them and see them; the leading projector does the work. */
@Injectable()
export class RebuildRequests {
  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /** A repeat finds the first one. @throws RebuildUnderWayError, ReadModelUnavailableError */
  async order({ rebuildId, projections, eventsPerSecondMax, by, reason }: RebuildOrder): Promise<RebuildRow> {
    const known = await this.find(rebuildId);
    if (known !== undefined) return known;
    const other = await this.underWay(projections);
    if (other !== undefined) throw new RebuildUnderWayError(other.rebuild_id, other.status);
    await this.database.run((db) =>
      sql`INSERT INTO read_model.rebuild (rebuild_id, projections, events_per_second_max, status, asked)
          VALUES (${rebuildId}, ${projections}, ${eventsPerSecondMax}, 'queued',
                  jsonb_build_array(${asked('rebuild', by, reason)}))
          ON CONFLICT (rebuild_id) DO NOTHING`.execute(db),
    );
    await this.tell();
    return this.found(rebuildId);
  }

  /** @throws NotPossibleNowError, ReadModelUnavailableError @returns undefined: there is no such rebuild. */
  async ask(rebuildId: string, wish: RebuildWish, { by, reason }: Asking): Promise<RebuildRow | undefined> {
    const row = await this.find(rebuildId);
    if (row === undefined || row.status === FULFILLED[wish] || row.wanted === wish) return row;
    const lost = wish === 'roll-back' && !row.old_tables;
    if (!POSSIBLE[wish].includes(row.status) || lost) throw new NotPossibleNowError(rebuildId, row.status, wish);
    await this.database.run((db) =>
      sql`UPDATE read_model.rebuild
          SET wanted = ${wish}, asked = asked || jsonb_build_array(${asked(wish, by, reason)}), error = NULL
          WHERE rebuild_id = ${rebuildId} AND status = ${row.status}`.execute(db),
    );
    await this.tell();
    return this.found(rebuildId);
  }

  async find(rebuildId: string): Promise<RebuildRow | undefined> {
    return this.database.run((db) =>
      db.selectFrom('rebuild').selectAll().where('rebuild_id', '=', rebuildId).executeTakeFirst(),
    );
  }

  /** Newest first. */
  async list(): Promise<readonly RebuildRow[]> {
    return this.database.run((db) =>
      db.selectFrom('rebuild').selectAll().orderBy('number', 'desc').limit(LISTED_MAX).execute(),
    );
  }

  private async found(rebuildId: string): Promise<RebuildRow> {
    const row = await this.find(rebuildId);
    if (row === undefined) throw new Error(`Rebuild ${rebuildId} is gone`);
    return row;
  }

  private async underWay(projections: readonly ProjectionName[]): Promise<RebuildRow | undefined> {
    const { rows } = await this.database.run((db) =>
      sql<RebuildRow>`SELECT * FROM read_model.rebuild
        WHERE status IN ('queued', 'reading', 'ready') AND projections && ${projections}::text[] LIMIT 1`.execute(db),
    );
    return rows[0];
  }

  private async tell(): Promise<void> {
    await this.database.run((db) => sql`SELECT pg_notify(${REQUESTS_CHANNEL}, '')`.execute(db));
  }
}

const asked = (what: string, by: string, reason: string | null) =>
  sql`jsonb_build_object('what', ${what}::text, 'by', ${by}::text, 'at', now(), 'reason', ${reason}::text)`;
