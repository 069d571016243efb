import { type Kysely, sql } from 'kysely';

export async function createProgress(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.checkpoint (
      projection text PRIMARY KEY,
      position int8,
      event_position int8,
      event_id text,
      epoch int8 NOT NULL,
      events_read int8 NOT NULL,
      events_applied int8 NOT NULL,
      events_ignored int8 NOT NULL,
      events_parked int8 NOT NULL,
      CONSTRAINT every_event_is_counted CHECK (events_read = events_applied + events_ignored + events_parked)
    )`.execute(db);
  await sql`CREATE SEQUENCE read_model.epoch AS int8`.execute(db);
  await sql`
    CREATE TABLE read_model.source (
      one_row bool PRIMARY KEY DEFAULT true CHECK (one_row),
      store_id text NOT NULL
    )`.execute(db);
}

export async function createParked(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE read_model.parked_stream (
      projection text NOT NULL,
      stream text COLLATE "C" NOT NULL,
      revision int4 NOT NULL,
      error text NOT NULL,
      PRIMARY KEY (projection, stream)
    )`.execute(db);
  await sql`
    CREATE TABLE read_model.parked_event (
      projection text NOT NULL,
      stream text COLLATE "C" NOT NULL,
      revision int4 NOT NULL,
      position int8 NOT NULL,
      event_id text NOT NULL,
      error text NOT NULL,
      PRIMARY KEY (projection, position)
    )`.execute(db);
}
