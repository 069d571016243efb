import { type Kysely, sql } from 'kysely';

/** Lists are ordered by the order's position; each index serves one filter in that order, or a range of dates. */
const indexes: Readonly<Record<string, string>> = {
  by_order: 'ordered_position',
  by_reseller: 'reseller_id, ordered_position',
  by_customer: 'customer_id, ordered_position',
  by_product: 'product_id, ordered_position',
  by_status: 'status, ordered_position',
  by_po_number: 'po_number, ordered_position',
  by_tracking_id: 'tracking_id',
  by_term_end: 'term_end',
  by_cutoff_date: 'cutoff_date',
};

/** Few are held at a time: whoever looks for them finds them at once. */
export async function addHeld(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE read_model.subscription ADD COLUMN held jsonb`.execute(db);
  await sql`
    CREATE INDEX subscription_by_held ON read_model.subscription (subscription_id) WHERE held IS NOT NULL`.execute(db);
}

export async function createSubscription(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.subscription (
      subscription_id text COLLATE "C" PRIMARY KEY,
      tracking_id text COLLATE "C" NOT NULL,
      attempt int4 NOT NULL,
      reseller_id text COLLATE "C" NOT NULL,
      customer_id text COLLATE "C" NOT NULL,
      product_id text COLLATE "C" NOT NULL,
      product_name text NOT NULL,
      period text NOT NULL,
      support_level text NOT NULL,
      po_number text COLLATE "C" NOT NULL,
      support_contact jsonb NOT NULL,
      status text NOT NULL,
      seats int4 NOT NULL,
      seats_at_renewal int4,
      plan_at_renewal text COLLATE "C",
      assigned_licenses int4 NOT NULL,
      auto_renew bool NOT NULL,
      ends_on date,
      term_number int4,
      term_start date,
      term_end date,
      cutoff jsonb,
      cutoff_date date,
      price_minor int8 NOT NULL,
      currency text NOT NULL,
      commitment_minor int8 NOT NULL,
      vendor_error jsonb,
      replaces text COLLATE "C",
      replaced_by text COLLATE "C",
      ordered_position int8 NOT NULL,
      revision int4 NOT NULL,
      position int8 NOT NULL
    )`.execute(db);
  for (const [name, columns] of Object.entries(indexes)) {
    await sql`CREATE INDEX ${sql.id(`subscription_${name}`)} ON read_model.subscription (${sql.raw(columns)})`.execute(
      db,
    );
  }
}
