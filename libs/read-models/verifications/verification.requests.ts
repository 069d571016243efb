import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { ReadDatabase } from '../database/read-database.js';
import { REQUESTS_CHANNEL } from '../rebuilds/rebuild.rows.js';
import type { VerificationRow } from './verification.rows.js';

/** Newest first: two months of daily ones. */
const LISTED_MAX = 60;

/** Verifications as operators ask for them and see them; the leading projector does the work. */
@Injectable()
export class VerificationRequests {
  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /** A repeat finds the first one, and whoever asks while one runs gets that one. @throws ReadModelUnavailableError */
  async order(verificationId: string, by: string, eventsPerSecondMax: number | null): Promise<VerificationRow> {
    const known = (await this.find(verificationId)) ?? (await this.running());
    if (known !== undefined) return known;
    await this.database.run((db) =>
      sql`INSERT INTO read_model.verification (verification_id, asked_by, events_per_second_max, status)
          VALUES (${verificationId}, ${by}, ${eventsPerSecondMax}, 'running') ON CONFLICT DO NOTHING`.execute(db),
    );
    await this.database.run((db) => sql`SELECT pg_notify(${REQUESTS_CHANNEL}, '')`.execute(db));
    const made = await this.find(verificationId);
    if (made === undefined) throw new Error(`Verification ${verificationId} is gone`);
    return made;
  }

  find(verificationId: string): Promise<VerificationRow | undefined> {
    return this.database.run((db) =>
      db.selectFrom('verification').selectAll().where('verification_id', '=', verificationId).executeTakeFirst(),
    );
  }

  /** Newest first. */
  list(): Promise<readonly VerificationRow[]> {
    return this.database.run((db) =>
      db.selectFrom('verification').selectAll().orderBy('number', 'desc').limit(LISTED_MAX).execute(),
    );
  }

  /** What the last one that came to its end found. */
  lastFinished(): Promise<VerificationRow | undefined> {
    return this.database.run((db) =>
      db
        .selectFrom('verification')
        .selectAll()
        .where('finished_at', 'is not', null)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst(),
    );
  }

  private running(): Promise<VerificationRow | undefined> {
    return this.database.run((db) =>
      db.selectFrom('verification').selectAll().where('status', '=', 'running').limit(1).executeTakeFirst(),
    );
  }
}
