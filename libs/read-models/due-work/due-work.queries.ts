import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Instant } from '#kernel/instant.js';
import { ReadDatabase } from '../database/read-database.js';
import type { DueKind, DueWorkRow } from './due-work.rows.js';

/** Planners read in pages, so that no answer grows with the number of subscriptions. */
const DUE_ITEMS_MAX = 1_000;

export type DueKey = Pick<DueWorkRow, 'due_at' | 'stream' | 'kind'>;

@Injectable()
export class DueWorkQueries {
  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /**
   * What is due until an instant, included; the earliest first, 1,000 at most.
   * @param after the last one of the page before. @throws ReadModelUnavailableError
   */
  until(dueUntil: Instant, after?: DueKey): Promise<readonly DueWorkRow[]> {
    return this.database.run((db) =>
      db
        .selectFrom('due_work')
        .selectAll()
        .where('due_at', '<=', dueUntil)
        .$if(after !== undefined, (query) =>
          query.where(
            sql<boolean>`(due_at, stream, kind) > (${after?.due_at}::timestamptz, ${after?.stream}, ${after?.kind})`,
          ),
        )
        .orderBy('due_at')
        .orderBy('stream')
        .orderBy('kind')
        .limit(DUE_ITEMS_MAX)
        .execute(),
    );
  }

  /** The earliest instant at which anything is due; undefined when nothing is. @throws ReadModelUnavailableError */
  async earliest(kinds?: readonly DueKind[]): Promise<Instant | undefined> {
    const row = await this.database.run((db) =>
      db
        .selectFrom('due_work')
        .select('due_at')
        .$if(kinds !== undefined, (query) => query.where('kind', 'in', kinds ?? []))
        .orderBy('due_at')
        .limit(1)
        .executeTakeFirst(),
    );
    return row?.due_at;
  }

  /** What a stream has to do, the earliest first. @throws ReadModelUnavailableError */
  of(stream: string): Promise<readonly DueWorkRow[]> {
    return this.database.run((db) =>
      db.selectFrom('due_work').selectAll().where('stream', '=', stream).orderBy('due_at').orderBy('kind').execute(),
    );
  }

  /** Streams whose due work is no longer projected: settle them from the stream itself. @throws ReadModelUnavailableError */
  async parkedStreams(): Promise<readonly string[]> {
    const rows = await this.database.run((db) =>
      db.selectFrom('parked_stream').select('stream').where('projection', '=', 'due_work').orderBy('stream').execute(),
    );
    return rows.map(({ stream }) => stream);
  }
}
