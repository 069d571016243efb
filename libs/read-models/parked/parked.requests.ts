import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Instant } from '#kernel/instant.js';
import { ReadDatabase } from '../database/read-database.js';
import type { ProjectionName } from '../progress/checkpoint.rows.js';
import { REQUESTS_CHANNEL } from '../rebuilds/rebuild.rows.js';
import type { ParkedAnswer } from './parked.rows.js';

/** A stream's events are applied in well under a second, between two live batches. */
const ANSWER_MS_MAX = 10_000;
const LOOK_AGAIN_MS = 50;
/** More than these at once, and it is not the streams that are at fault. */
const LISTED_MAX = 500;

export interface ParkedStream {
  readonly projection: ProjectionName;
  readonly stream: string;
  /** Of the event that failed, and its stored error. */
  readonly revision: number;
  readonly error: string;
  readonly parkedAt: Instant;
  /** Events that wait behind it. */
  readonly eventsBehind: number;
}

export interface ParkedOrder {
  /** The same for a repeat of the same request. */
  readonly requestId: string;
  readonly projection: ProjectionName;
  readonly stream: string;
  readonly action: 'try' | 'release';
  readonly by: string;
  readonly reason: string | null;
}

/** No projector leads now, or it is busy for longer than a caller should wait; what was asked is done all the same. */
export class NoAnswerYetError extends Error {
  constructor() {
    super('No projector has answered yet: ask again with the same key');
  }
}

/** What projections go on without, as operators see it and want it mended. */
@Injectable()
export class ParkedRequests {
  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /** Longest parked first. */
  async list(): Promise<readonly ParkedStream[]> {
    const { rows } = await this.database.run((db) =>
      sql<ParkedStream>`SELECT projection, stream, revision, error, parked_at AS "parkedAt",
          (SELECT count(*)::int4 - 1 FROM read_model.parked_event e
           WHERE e.projection = s.projection AND e.stream = s.stream) AS "eventsBehind"
        FROM read_model.parked_stream s ORDER BY parked_at, projection, stream LIMIT ${LISTED_MAX}`.execute(db),
    );
    return rows;
  }

  async isParked(projection: string, stream: string): Promise<boolean> {
    const found = await this.database.run((db) =>
      db
        .selectFrom('parked_stream')
        .select('revision')
        .where(sql<string>`projection`, '=', projection)
        .where('stream', '=', stream)
        .executeTakeFirst(),
    );
    return found !== undefined;
  }

  /** @throws NoAnswerYetError, ReadModelUnavailableError */
  async ask({ requestId, projection, stream, action, by, reason }: ParkedOrder): Promise<ParkedAnswer> {
    await this.database.run((db) =>
      sql`INSERT INTO read_model.parked_request (request_id, projection, stream, action, asked_by, reason)
          VALUES (${requestId}, ${projection}, ${stream}, ${action}, ${by}, ${reason})
          ON CONFLICT (request_id) DO NOTHING`.execute(db),
    );
    await this.database.run((db) => sql`SELECT pg_notify(${REQUESTS_CHANNEL}, '')`.execute(db));
    const giveUpAt = performance.now() + ANSWER_MS_MAX;
    while (performance.now() < giveUpAt) {
      const answer = await this.answerTo(requestId);
      if (answer !== null) return answer;
      await sleep(LOOK_AGAIN_MS);
    }
    throw new NoAnswerYetError();
  }

  /** null: there is none yet. */
  async answerTo(requestId: string): Promise<ParkedAnswer | null> {
    const found = await this.database.run((db) =>
      db.selectFrom('parked_request').select('answer').where('request_id', '=', requestId).executeTakeFirst(),
    );
    return found?.answer ?? null;
  }
}
