import { type Kysely, sql } from 'kysely';

/** Names are ordered by their bytes (collation C), so that a page's cursor means the same on every server. */
export async function createCatalogue(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.service_plan (
      product_id text COLLATE "C" PRIMARY KEY,
      product_name text COLLATE "C" NOT NULL,
      period text NOT NULL,
      support_level text NOT NULL,
      catalogue text NOT NULL,
      price_minor int8 NOT NULL,
      currency text NOT NULL,
      on_sale bool NOT NULL,
      revision int4 NOT NULL,
      position int8 NOT NULL
    )`.execute(db);
  await sql`CREATE INDEX service_plan_on_sale ON read_model.service_plan (product_name, product_id) WHERE on_sale`.execute(
    db,
  );
}
