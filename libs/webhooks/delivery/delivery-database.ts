import pg from 'pg';
import type { Instant } from '#kernel/instant.js';
import { ReadModelUnavailableError } from '#read-models/database/read-database.js';
import type { DeliveryRow, Lane, Progress, Standing, StoredDelivery } from './delivery.rows.js';
import {
  ADVANCE,
  BEGIN_AT,
  DELIVERY_SCHEMA,
  LEASE,
  PRUNE,
  RECORD,
  RELEASE_LEASE,
  RENEW_LEASE,
  UNPARK,
} from './delivery.schema.js';

/** Of one process; more wait. */
const CONNECTIONS_MAX = 4;
const CONNECT_MS = 2_000;
const STATEMENT_MS = 10_000;
/** Any number, as long as it is nobody else's in this database. */
const MIGRATION_LOCK = 7_226_003;
/** Of what was delivered; what waits or is parked is kept besides. */
const DELIVERIES_KEPT_MAX = 1_000;

/** Where each webhook stands, in schema `webhooks` of the read models' Postgres. */
export class DeliveryDatabase {
  readonly #pool: pg.Pool;
  #migrated: Promise<void> | undefined;

  constructor(url: string) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS_MAX,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      application_name: 'termbook-webhooks',
    });
    this.#pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#pool.end();
  }

  /** @returns undefined where another process has it. */
  async lease(webhookId: string, owner: string, ms: number): Promise<Progress | undefined> {
    const [row] = await this.#rows(LEASE, [webhookId, owner, ms]);
    if (row === undefined) return undefined;
    return {
      position: bigintOf(row.position),
      startNumber: row.start_number as number,
      releases: row.releases as number,
      failingSince: row.failing_since as Date | null,
    };
  }

  async renew(webhookId: string, owner: string, ms: number): Promise<void> {
    await this.#rows(RENEW_LEASE, [webhookId, owner, ms]);
  }

  async leave(webhookId: string, owner: string): Promise<void> {
    await this.#rows(RELEASE_LEASE, [webhookId, owner]);
  }

  async beginAt(webhookId: string, owner: string, position: bigint | null, startNumber: number): Promise<void> {
    await this.#rows(BEGIN_AT, [webhookId, owner, position, startNumber]);
  }

  async unpark(webhookId: string, owner: string, releases: number): Promise<void> {
    await this.#rows(UNPARK, [webhookId, owner, releases]);
  }

  /** Everything up to a position was looked at; of these streams there is something to tell. */
  async advance(
    webhookId: string,
    owner: string,
    position: bigint,
    lanes: readonly Pick<Lane, 'stream' | 'next' | 'upTo'>[],
  ): Promise<void> {
    const streams = lanes.map(({ stream }) => stream);
    const [firsts, lasts] = [lanes.map(({ next }) => next), lanes.map(({ upTo }) => upTo)];
    await this.#rows(ADVANCE, [webhookId, owner, position, streams, firsts, lasts]);
  }

  /** Whose next attempt is due, the longest due first. */
  async dueLanes(webhookId: string, max: number): Promise<readonly Lane[]> {
    const rows = await this.#rows(
      `SELECT stream, next_revision, up_to, attempts FROM webhooks.lane
       WHERE webhook_id = $1 AND parked_at IS NULL AND due_at <= now() ORDER BY due_at LIMIT $2`,
      [webhookId, max],
    );
    return rows.map(laneOf);
  }

  async openLanes(webhookId: string): Promise<number> {
    const [row] = await this.#rows(
      'SELECT count(*)::int4 AS open FROM webhooks.lane WHERE webhook_id = $1 AND parked_at IS NULL',
      [webhookId],
    );
    return (row?.open as number | undefined) ?? 0;
  }

  /** Milliseconds to the next attempt; undefined where none is planned. */
  async nextDueMs(webhookId: string): Promise<number | undefined> {
    const [row] = await this.#rows(
      `SELECT greatest(0, ceil(extract(epoch FROM min(due_at) - now()) * 1000))::float8 AS ms
       FROM webhooks.lane WHERE webhook_id = $1 AND parked_at IS NULL`,
      [webhookId],
    );
    return (row?.ms as number | null | undefined) ?? undefined;
  }

  /** Webhooks with an attempt that is due. */
  async due(): Promise<readonly string[]> {
    const rows = await this.#rows(
      'SELECT DISTINCT webhook_id FROM webhooks.lane WHERE parked_at IS NULL AND due_at <= now()',
      [],
    );
    return rows.map(({ webhook_id }) => webhook_id as string);
  }

  async parkedCount(): Promise<number> {
    const [row] = await this.#rows(
      'SELECT count(*)::int4 AS parked FROM webhooks.lane WHERE parked_at IS NOT NULL',
      [],
    );
    return (row?.parked as number | undefined) ?? 0;
  }

  /** Where the lane was led elsewhere meanwhile (a replay), nothing changes. */
  async told(webhookId: string, lane: Lane, revision: number, row: DeliveryRow): Promise<void> {
    await this.#rows(
      `UPDATE webhooks.lane SET next_revision = $4, attempts = 0
       WHERE webhook_id = $1 AND stream = $2 AND next_revision = $3`,
      [webhookId, lane.stream, lane.next, revision + 1],
    );
    await this.#rows(
      'UPDATE webhooks.progress SET failing_since = NULL WHERE webhook_id = $1 AND failing_since IS NOT NULL',
      [webhookId],
    );
    await this.#record(webhookId, row);
  }

  /**
   * @param delayMs to the next attempt; undefined: there is none, the lane is parked.
   * @param now by the clock of the rest, which a sandbox may move: it takes nothing since then, if it took something before.
   */
  async failed(
    webhookId: string,
    lane: Lane,
    { delayMs, now }: { readonly delayMs: number | undefined; readonly now: Instant },
    row: DeliveryRow,
  ): Promise<void> {
    await this.#rows(
      `UPDATE webhooks.lane SET attempts = $4, due_at = now() + coalesce($5, 0) * interval '1 millisecond',
         parked_at = CASE WHEN $5 IS NULL THEN now() END
       WHERE webhook_id = $1 AND stream = $2 AND next_revision = $3`,
      [webhookId, lane.stream, lane.next, row.attempts, delayMs ?? null],
    );
    await this.#rows('UPDATE webhooks.progress SET failing_since = coalesce(failing_since, $2) WHERE webhook_id = $1', [
      webhookId,
      now,
    ]);
    await this.#record(webhookId, row);
  }

  /** Where nothing more was found for it meanwhile. */
  async finish(webhookId: string, { stream, next, upTo }: Lane): Promise<void> {
    await this.#rows(
      'DELETE FROM webhooks.lane WHERE webhook_id = $1 AND stream = $2 AND next_revision = $3 AND up_to = $4',
      [webhookId, stream, next, upTo],
    );
  }

  async prune(webhookId: string): Promise<void> {
    await this.#rows(PRUNE, [webhookId, DELIVERIES_KEPT_MAX]);
  }

  async forget(webhookId: string): Promise<void> {
    for (const table of ['lane', 'delivery', 'progress']) {
      await this.#rows(`DELETE FROM webhooks.${table} WHERE webhook_id = $1`, [webhookId]);
    }
  }

  /** Newest first, from behind a position (exclusive). */
  async deliveries(
    webhookId: string,
    { status, before, limit }: { status?: string | undefined; before?: bigint | undefined; limit: number },
  ): Promise<readonly StoredDelivery[]> {
    const rows = await this.#rows(
      `SELECT * FROM webhooks.delivery WHERE webhook_id = $1 AND ($2::text IS NULL OR status = $2)
         AND ($3::int8 IS NULL OR position < $3) ORDER BY position DESC LIMIT $4`,
      [webhookId, status ?? null, before ?? null, limit],
    );
    return rows.map(deliveryOf);
  }

  async standing(webhookId: string): Promise<Standing> {
    const [row] = await this.#rows(
      `SELECT (SELECT position FROM webhooks.progress WHERE webhook_id = $1),
         (SELECT failing_since FROM webhooks.progress WHERE webhook_id = $1),
         count(*) FILTER (WHERE parked_at IS NULL)::int4 AS waiting, count(parked_at)::int4 AS parked
       FROM webhooks.lane WHERE webhook_id = $1`,
      [webhookId],
    );
    return {
      position: bigintOf(row?.position),
      waiting: (row?.waiting as number | undefined) ?? 0,
      parked: (row?.parked as number | undefined) ?? 0,
      failingSince: (row?.failing_since as Date | null | undefined) ?? null,
    };
  }

  #record(webhookId: string, row: DeliveryRow): Promise<unknown> {
    const { position, eventId, type, stream, revision, status, attempts, httpStatus, error } = row;
    const values = [webhookId, position, eventId, type, stream, revision, status, attempts, httpStatus, error];
    return this.#rows(RECORD, values);
  }

  /** @throws ReadModelUnavailableError */
  async #rows(sql: string, values: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
    try {
      this.#migrated ??= this.#migrate();
      await this.#migrated;
      return (await this.#pool.query(sql, [...values])).rows;
    } catch (error) {
      // A schema that is gone is made again.
      this.#migrated = undefined;
      throw new ReadModelUnavailableError(error);
    }
  }

  async #migrate(): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      await client.query(DELIVERY_SCHEMA);
      await client.query('COMMIT');
    } finally {
      client.release(true);
    }
  }
}

const bigintOf = (value: unknown): bigint | null => (value === null || value === undefined ? null : BigInt(`${value}`));

const laneOf = (row: Readonly<Record<string, unknown>>): Lane => ({
  stream: row.stream as string,
  next: row.next_revision as number,
  upTo: row.up_to as number,
  attempts: row.attempts as number,
});

const deliveryOf = (row: Readonly<Record<string, unknown>>): StoredDelivery => ({
  position: bigintOf(row.position) ?? 0n,
  eventId: row.event_id as string,
  type: row.type as string,
  stream: row.stream as string,
  revision: row.revision as number,
  status: row.status as StoredDelivery['status'],
  attempts: row.attempts as number,
  httpStatus: row.http_status as number | null,
  error: row.error as string | null,
  attemptedAt: row.attempted_at as Date,
});
