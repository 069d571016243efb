import { type Kysely, sql } from 'kysely';

export async function createRebuild(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.rebuild (
      rebuild_id text PRIMARY KEY,
      number int4 GENERATED ALWAYS AS IDENTITY,
      projections text[] NOT NULL,
      events_per_second_max int4,
      status text NOT NULL,
      wanted text,
      asked jsonb NOT NULL,
      tables_version text,
      started_at timestamptz NOT NULL DEFAULT now(),
      ready_at timestamptz,
      cut_over_at timestamptz,
      finished_at timestamptz,
      old_tables bool NOT NULL DEFAULT false,
      position_from int8,
      position_to int8,
      events_read int8 NOT NULL DEFAULT 0,
      events_total int8,
      events_per_second int4 NOT NULL DEFAULT 0,
      proof jsonb,
      preview jsonb,
      error text
    )`.execute(db);
  await sql`CREATE INDEX rebuild_by_number ON read_model.rebuild (number)`.execute(db);
}
