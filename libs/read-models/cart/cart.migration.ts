import { type Kysely, sql } from 'kysely';

export async function createCart(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.cart (
      customer_id text COLLATE "C" PRIMARY KEY,
      reseller_id text COLLATE "C" NOT NULL,
      product_id text COLLATE "C",
      quantity int4,
      checked_out text COLLATE "C",
      revision int4 NOT NULL,
      position int8 NOT NULL
    )`.execute(db);
}
