import { type Kysely, sql } from 'kysely';

export async function createReceipt(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.receipt (
      command_id text COLLATE "C" NOT NULL,
      stream text COLLATE "C" NOT NULL,
      command text NOT NULL,
      reseller_id text,
      first_revision int4 NOT NULL,
      last_revision int4 NOT NULL,
      PRIMARY KEY (command_id, stream)
    )`.execute(db);
}
