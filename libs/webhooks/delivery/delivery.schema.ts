/**
 * Beside the read models, since no projection makes it: how far each webhook is. It may be lost with them; every webhook
 * then begins where it was registered or last replayed, and its receiver hears of some events again.
 */
export const DELIVERY_SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS webhooks;
  CREATE TABLE IF NOT EXISTS webhooks.progress (
    webhook_id text PRIMARY KEY,
    position int8,
    start_number int4 NOT NULL DEFAULT -1,
    releases int4 NOT NULL DEFAULT 0,
    failing_since timestamptz,
    lease_owner text,
    lease_until timestamptz
  );
  CREATE TABLE IF NOT EXISTS webhooks.lane (
    webhook_id text NOT NULL,
    stream text COLLATE "C" NOT NULL,
    next_revision int4 NOT NULL,
    up_to int4 NOT NULL,
    attempts int4 NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT now(),
    parked_at timestamptz,
    PRIMARY KEY (webhook_id, stream)
  );
  CREATE INDEX IF NOT EXISTS lane_due ON webhooks.lane (webhook_id, due_at) WHERE parked_at IS NULL;
  CREATE TABLE IF NOT EXISTS webhooks.delivery (
    webhook_id text NOT NULL,
    position int8 NOT NULL,
    event_id text NOT NULL,
    type text NOT NULL,
    stream text NOT NULL,
    revision int4 NOT NULL,
    status text NOT NULL,
    attempts int4 NOT NULL,
    http_status int4,
    error text,
    attempted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (webhook_id, position)
  );`;

/** Whose turn it is: one process at a time sends for a webhook, or its order would be nobody's. */
export const LEASE = `
  INSERT INTO webhooks.progress AS p (webhook_id, lease_owner, lease_until)
  VALUES ($1, $2, now() + $3 * interval '1 millisecond')
  ON CONFLICT (webhook_id) DO UPDATE SET lease_owner = $2, lease_until = now() + $3 * interval '1 millisecond'
  WHERE p.lease_owner = $2 OR p.lease_until IS NULL OR p.lease_until < now()
  RETURNING position, start_number, releases, failing_since`;

/** Only of one that still has it. */
export const RENEW_LEASE = `
  UPDATE webhooks.progress SET lease_until = now() + $3 * interval '1 millisecond'
  WHERE webhook_id = $1 AND lease_owner = $2`;

export const RELEASE_LEASE =
  'UPDATE webhooks.progress SET lease_owner = NULL, lease_until = NULL WHERE webhook_id = $1 AND lease_owner = $2';

/** Lanes and progress in one statement: neither is there without the other. */
export const ADVANCE = `
  WITH moved AS (
    UPDATE webhooks.progress SET position = $3 WHERE webhook_id = $1 AND lease_owner = $2 RETURNING webhook_id
  )
  INSERT INTO webhooks.lane AS l (webhook_id, stream, next_revision, up_to)
  SELECT moved.webhook_id, found.stream, found.first, found.last
  FROM moved, unnest($4::text[], $5::int4[], $6::int4[]) AS found (stream, first, last)
  ON CONFLICT (webhook_id, stream) DO UPDATE
  SET next_revision = least(l.next_revision, excluded.next_revision), up_to = greatest(l.up_to, excluded.up_to)`;

export const BEGIN_AT = `
  WITH begun AS (
    UPDATE webhooks.progress SET position = $3, start_number = $4 WHERE webhook_id = $1 AND lease_owner = $2
    RETURNING webhook_id
  )
  UPDATE webhooks.lane SET parked_at = NULL, attempts = 0, due_at = now()
  FROM begun WHERE lane.webhook_id = begun.webhook_id`;

export const UNPARK = `
  WITH seen AS (
    UPDATE webhooks.progress SET releases = $3 WHERE webhook_id = $1 AND lease_owner = $2 RETURNING webhook_id
  )
  UPDATE webhooks.lane SET parked_at = NULL, attempts = 0, due_at = now()
  FROM seen WHERE lane.webhook_id = seen.webhook_id AND parked_at IS NOT NULL`;

export const RECORD = `
  INSERT INTO webhooks.delivery
    (webhook_id, position, event_id, type, stream, revision, status, attempts, http_status, error)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  ON CONFLICT (webhook_id, position) DO UPDATE SET status = excluded.status, attempts = excluded.attempts,
    http_status = excluded.http_status, error = excluded.error, attempted_at = now()`;

export const PRUNE = `
  DELETE FROM webhooks.delivery WHERE webhook_id = $1 AND status = 'delivered' AND position <= (
    SELECT position FROM webhooks.delivery WHERE webhook_id = $1 ORDER BY position DESC OFFSET $2 LIMIT 1)`;
