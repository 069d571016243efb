import { type Kysely, sql } from 'kysely';

export async function createCustomer(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.customer (
      customer_id text COLLATE "C" PRIMARY KEY,
      reseller_id text COLLATE "C" NOT NULL,
      name jsonb NOT NULL,
      postal_code jsonb NOT NULL,
      address jsonb,
      country text NOT NULL,
      csn text,
      revision int4 NOT NULL,
      position int8 NOT NULL
    )`.execute(db);
}
