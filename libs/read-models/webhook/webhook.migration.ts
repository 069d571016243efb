import { type Kysely, sql } from 'kysely';

export async function createWebhook(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.webhook (
      webhook_id text COLLATE "C" PRIMARY KEY,
      client text NOT NULL,
      deleted bool NOT NULL,
      revision int4 NOT NULL,
      position int8 NOT NULL
    )`.execute(db);
  await sql`CREATE INDEX webhook_client ON read_model.webhook (client) WHERE NOT deleted`.execute(db);
}
