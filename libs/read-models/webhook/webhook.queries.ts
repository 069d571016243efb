import { Inject, Injectable } from '@nestjs/common';
import type { WebhookId } from '#kernel/ids.js';
import { ReadDatabase } from '../database/read-database.js';

@Injectable()
export class WebhookQueries {
  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /** Oldest id first. @param client whose; undefined: everybody's. @throws ReadModelUnavailableError */
  async ids(client?: string): Promise<readonly WebhookId[]> {
    const rows = await this.database.run((db) =>
      db
        .selectFrom('webhook')
        .select('webhook_id')
        .where('deleted', '=', false)
        .$if(client !== undefined, (query) => query.where('client', '=', client ?? ''))
        .orderBy('webhook_id')
        .execute(),
    );
    return rows.map(({ webhook_id }) => webhook_id as WebhookId);
  }
}
