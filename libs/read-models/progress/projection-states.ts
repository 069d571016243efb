import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { ReadDatabase } from '../database/read-database.js';
import { LEADER_LOCK, type ProjectionName } from './checkpoint.rows.js';

export interface ProjectionState {
  readonly projection: ProjectionName;
  /** Commit position up to which it has read; null: nothing yet. */
  readonly position: bigint | null;
  /** Of the last event at or before it. */
  readonly eventPosition: bigint | null;
  readonly read: number;
  readonly applied: number;
  readonly ignored: number;
  readonly parked: number;
  readonly parkedStreams: number;
  /** Some projector leads now. */
  readonly leading: boolean;
  /** Id of the rebuild of it that is not decided yet. */
  readonly rebuild: string | null;
}

/** Where every projection is, for operators. */
@Injectable()
export class ProjectionStates {
  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /** By name. @throws ReadModelUnavailableError */
  async list(): Promise<readonly ProjectionState[]> {
    const { rows } = await this.database.run((db) =>
      sql<ProjectionState>`
        SELECT projection, position, event_position AS "eventPosition",
          events_read::float8 AS read, events_applied::float8 AS applied,
          events_ignored::float8 AS ignored, events_parked::float8 AS parked,
          (SELECT count(*)::int4 FROM read_model.parked_stream p WHERE p.projection = c.projection) AS "parkedStreams",
          EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = ${LEADER_LOCK} AND granted
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS leading,
          (SELECT rebuild_id FROM read_model.rebuild r
           WHERE c.projection = ANY(r.projections) AND r.status IN ('queued', 'reading', 'ready')
           ORDER BY number DESC LIMIT 1) AS rebuild
        FROM read_model.checkpoint c ORDER BY projection`.execute(db),
    );
    return rows;
  }
}
