import { type Kysely, sql } from 'kysely';

/** Since when a stream waits, and what operators asked for it; the answers are kept. */
export async function createParkedRequests(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE read_model.parked_stream ADD COLUMN parked_at timestamptz NOT NULL DEFAULT now()`.execute(db);
  await sql`
    CREATE TABLE read_model.parked_request (
      request_id text PRIMARY KEY,
      number int4 GENERATED ALWAYS AS IDENTITY,
      projection text NOT NULL,
      stream text COLLATE "C" NOT NULL,
      action text NOT NULL,
      asked_by text NOT NULL,
      reason text,
      asked_at timestamptz NOT NULL DEFAULT now(),
      answered_at timestamptz,
      answer jsonb
    )`.execute(db);
  await sql`CREATE INDEX parked_request_open ON read_model.parked_request (number) WHERE answer IS NULL`.execute(db);
}
