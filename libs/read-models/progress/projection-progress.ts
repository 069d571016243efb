import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { formatPosition } from '#event-store/position.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { ReadDatabase } from '../database/read-database.js';
import { SourceStore } from '../database/source-store.js';
import { PROJECTION_NAMES } from './checkpoint.rows.js';
import { ProgressSignal } from './progress-signal.js';

/** The word of a commit may get lost with a connection: look for oneself after this long. */
const LOOK_MS = 250;

/** How far the read models are: for whoever must read what was just written. */
@Injectable()
export class ProjectionProgress {
  private readonly signal: ProgressSignal;

  constructor(
    @Inject(ReadDatabase) private readonly database: ReadDatabase,
    @Inject(SourceStore) private readonly source: SourceStore,
    @Inject(SETTINGS) { databaseUrl }: Settings,
  ) {
    this.signal = new ProgressSignal(databaseUrl);
  }

  /** @returns the commit position that every read model has reached; -1 before the first. @throws ReadModelUnavailableError */
  async position(): Promise<bigint> {
    const found = await this.database.run((db) =>
      db
        .selectFrom('checkpoint')
        .select(sql<bigint | null>`min(coalesce(position, -1))`.as('least'))
        .select(sql<number>`count(*)::int4`.as('known'))
        .executeTakeFirst(),
    );
    return found?.known === PROJECTION_NAMES.length ? (found.least ?? -1n) : -1n;
  }

  /** The same for a caller: the position of the last event that every read model has read; null before the first. */
  async reached(): Promise<string | null> {
    const found = await this.database.run((db) =>
      db
        .selectFrom('checkpoint')
        .select(sql<bigint | null>`min(coalesce(event_position, -1))`.as('least'))
        .select(sql<number>`count(*)::int4`.as('known'))
        .executeTakeFirst(),
    );
    if (found?.known !== PROJECTION_NAMES.length || found.least === null || found.least < 0n) return null;
    return formatPosition(await this.source.storeId(), found.least);
  }

  /**
   * Waits until every read model has reached a commit position.
   * @returns false when it took longer than `timeoutMs`. @throws ReadModelUnavailableError
   */
  async waitFor(position: bigint, timeoutMs: number): Promise<boolean> {
    const started = performance.now();
    for (;;) {
      if (this.signal.heard >= position || (await this.position()) >= position) return true;
      const left = timeoutMs - (performance.now() - started);
      if (left <= 0) return false;
      await this.signal.next(Math.min(left, LOOK_MS));
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.signal.close();
  }
}
