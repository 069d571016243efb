import { Inject, Injectable } from '@nestjs/common';
import { ReadDatabase, ReadModelUnavailableError } from './read-database.js';

/** The store that the read models were read from: its id is in every position that is handed out. */
@Injectable()
export class SourceStore {
  private known: string | undefined;

  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /** @throws ReadModelUnavailableError while nothing was ever projected. */
  async storeId(): Promise<string> {
    if (this.known !== undefined) return this.known;
    const row = await this.database.run((db) => db.selectFrom('source').select('store_id').executeTakeFirst());
    if (row === undefined) throw new ReadModelUnavailableError(new Error('Nothing was projected yet'));
    this.known = row.store_id;
    return row.store_id;
  }
}
