import { type Kysely, sql } from 'kysely';

export async function createLicense(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.license (
      subscription_id text COLLATE "C" NOT NULL,
      end_user_id text COLLATE "C" NOT NULL,
      assigned_at timestamptz NOT NULL,
      revision int4 NOT NULL,
      position int8 NOT NULL,
      PRIMARY KEY (subscription_id, end_user_id)
    )`.execute(db);
}
