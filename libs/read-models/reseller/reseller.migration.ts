import { type Kysely, sql } from 'kysely';

export async function createReseller(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.reseller (
      reseller_id text COLLATE "C" PRIMARY KEY,
      name text NOT NULL,
      country text NOT NULL,
      support_email text NOT NULL,
      csn text,
      csn_status text NOT NULL,
      registration int4 NOT NULL,
      revision int4 NOT NULL,
      position int8 NOT NULL
    )`.execute(db);
}
