import { type Kysely, sql } from 'kysely';

export async function createCharge(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.charge (
      subscription_id text COLLATE "C" NOT NULL,
      reseller_id text COLLATE "C" NOT NULL,
      kind text NOT NULL,
      term_number int4 NOT NULL,
      instalment_number int4,
      due_on date NOT NULL,
      amount_minor int8 NOT NULL,
      currency text NOT NULL,
      revision int4 NOT NULL,
      position int8 NOT NULL,
      PRIMARY KEY (subscription_id, revision)
    )`.execute(db);
  await sql`CREATE INDEX charge_by_due ON read_model.charge (due_on, position)`.execute(db);
  await sql`CREATE INDEX charge_by_reseller ON read_model.charge (reseller_id, due_on, position)`.execute(db);
  await sql`
    CREATE TABLE read_model.charge_account (
      subscription_id text COLLATE "C" PRIMARY KEY,
      reseller_id text COLLATE "C" NOT NULL
    )`.execute(db);
}
