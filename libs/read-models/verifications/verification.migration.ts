import { type Kysely, sql } from 'kysely';

export async function createVerification(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.verification (
      verification_id text PRIMARY KEY,
      number int4 GENERATED ALWAYS AS IDENTITY,
      asked_by text NOT NULL,
      events_per_second_max int4,
      status text NOT NULL,
      started_at timestamptz NOT NULL DEFAULT now(),
      finished_at timestamptz,
      position_to int8,
      events_read int8 NOT NULL DEFAULT 0,
      events_total int8,
      events_per_second int4 NOT NULL DEFAULT 0,
      chain jsonb,
      read_models jsonb,
      error text
    )`.execute(db);
  await sql`CREATE INDEX verification_by_number ON read_model.verification (number)`.execute(db);
}
