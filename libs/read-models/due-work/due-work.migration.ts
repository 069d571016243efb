import { type Kysely, sql } from 'kysely';

export async function addHeldWork(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE read_model.due_work ADD COLUMN held bool NOT NULL DEFAULT false`.execute(db);
}

export async function createDueWork(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.due_work (
      stream text COLLATE "C" NOT NULL,
      kind text NOT NULL,
      due_at timestamptz NOT NULL,
      attempt int4,
      details jsonb,
      PRIMARY KEY (stream, kind)
    )`.execute(db);
  await sql`CREATE INDEX due_work_by_due ON read_model.due_work (due_at, stream, kind)`.execute(db);
  await sql`CREATE TABLE read_model.due_fold (stream text COLLATE "C" PRIMARY KEY, fold jsonb NOT NULL)`.execute(db);
}
