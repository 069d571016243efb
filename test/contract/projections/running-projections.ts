import pg from 'pg';
import { pino } from 'pino';
import { type EventNode, startEventNode } from '#event-node/start-event-node.js';
import type { AuditReader } from '#event-store/audit-reader.js';
import type { EventReader } from '#event-store/event-reader.js';
import { EventStoreConnection } from '#event-store/eventstoredb/eventstore-connection.js';
import { EventStoreDbAppender } from '#event-store/eventstoredb/eventstoredb-appender.js';
import { EventStoreDbReader } from '#event-store/eventstoredb/eventstoredb-reader.js';
import { PATIENCE } from '#event-store/eventstoredb/patience.js';
import { allProjections } from '#projections/all-projections.js';
import type { AnyProjection } from '#projections/projection.js';
import { ProjectionRunner } from '#projections/runner/projection-runner.js';
import { typeParsers } from '#read-models/database/type-parsers.js';
import { startEmbeddedPostgres, type TestPostgres } from '../../support/embedded-postgres.js';
import { eventually } from '../../support/eventually.js';
import { calendar } from './market.js';
import { Scribe } from './scribe.js';

export const silent = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });

/** A machine that is busy with something else may keep it waiting. */
const PATIENT = { ...PATIENCE, giveUpMs: 30_000 };

/** An event node in memory with its two doors. */
export class TestStore {
  private constructor(
    readonly node: EventNode,
    readonly connection: EventStoreConnection,
    readonly reader: EventReader & AuditReader,
    readonly scribe: Scribe,
  ) {}

  static async start(): Promise<TestStore> {
    const node = await startEventNode({ inMemory: true, faults: true });
    const connection = new EventStoreConnection(node.connectionString, PATIENT);
    await connection.onModuleInit();
    const reader = new EventStoreDbReader(connection.url, connection.reading, connection.identity);
    return new TestStore(node, connection, reader, new Scribe(new EventStoreDbAppender(connection.appending)));
  }

  async stop(): Promise<void> {
    await this.connection.onApplicationShutdown();
    await this.node.stop();
  }
}

/** Everything that read models and the runner keep, but for what differs from run to run. */
const TABLES = [
  'service_plan',
  'reseller',
  'customer',
  'cart',
  'subscription',
  'license',
  'charge',
  'charge_account',
  'receipt',
  'due_work',
  'due_fold',
  'parked_stream',
  'parked_event',
] as const;

export class ReadModels {
  readonly pool: pg.Pool;
  private readonly holders: pg.Client[] = [];

  constructor(readonly url: string) {
    this.pool = new pg.Pool({ connectionString: url, types: typeParsers, max: 2 });
    this.pool.on('error', () => undefined);
  }

  async rows(table: string): Promise<readonly Record<string, unknown>[]> {
    const { rows } = await this.pool.query(`SELECT * FROM read_model.${table} t ORDER BY to_jsonb(t)::text`);
    // When something was parked differs from run to run.
    return rows.map(({ parked_at: _, ...row }) => row);
  }

  /** Row by row, every table. */
  async all(): Promise<Record<string, readonly Record<string, unknown>[]>> {
    const tables = await Promise.all(TABLES.map(async (table) => [table, await this.rows(table)] as const));
    return Object.fromEntries(tables);
  }

  async counts(projection: string) {
    const { rows } = await this.pool.query(
      `SELECT events_read::int4 AS read, events_applied::int4 AS applied, events_ignored::int4 AS ignored,
              events_parked::int4 AS parked FROM read_model.checkpoint WHERE projection = $1`,
      [projection],
    );
    return rows[0];
  }

  /** Until every projection has read up to there. */
  async reached(position: bigint): Promise<void> {
    await eventually(async () => {
      const { rows } = await this.pool.query('SELECT position FROM read_model.checkpoint');
      return rows.length > 0 && rows.every((row) => row.position !== null && row.position >= position);
    });
  }

  /** Begins a transaction and does something in it. @returns what ends it. */
  async holding(sql: string): Promise<(how: 'COMMIT' | 'ROLLBACK') => Promise<void>> {
    const holder = new pg.Client({ connectionString: this.url });
    holder.on('error', () => undefined);
    await holder.connect();
    this.holders.push(holder);
    await holder.query(`BEGIN; ${sql}`);
    return async (how) => {
      await holder.query(how);
    };
  }

  /** Whether somebody waits for what another one holds. */
  async somebodyWaits(): Promise<boolean> {
    const { rows } = await this.pool.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return rows.length > 0;
  }

  /** Beside the served tables: what rebuilding and verifying made. */
  async schemas(): Promise<readonly string[]> {
    const { rows } = await this.pool.query(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname ~ 'rebuild|verification' ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  }

  async close(): Promise<void> {
    for (const holder of this.holders) await holder.end();
    await this.pool.end();
  }
}

export function runnerFor(
  store: Pick<TestStore, 'reader'>,
  databaseUrl: string,
  projections: readonly AnyProjection[] = allProjections(calendar),
): ProjectionRunner {
  return new ProjectionRunner({ databaseUrl, reader: store.reader, projections, logger: silent });
}

/** A store and a database of its own for each test; one Postgres for all of a file. */
export class Bench {
  private readonly closing: (() => Promise<void>)[] = [];

  constructor(private started?: TestPostgres) {}

  /** With the hooks that it takes. What a file closes in an `afterEach` of its own comes before, if that stands before. */
  static ofFile(): Bench {
    const bench = new Bench();
    beforeAll(async () => {
      bench.started = await startEmbeddedPostgres();
    });
    afterEach(() => bench.close());
    afterAll(() => bench.started?.remove());
    return bench;
  }

  /** For a test that takes its Postgres away. */
  static async onItsOwn(test: (bench: Bench, postgres: TestPostgres) => Promise<void>): Promise<void> {
    const postgres = await startEmbeddedPostgres();
    const bench = new Bench(postgres);
    try {
      await test(bench, postgres);
    } finally {
      await bench.close();
      await postgres.remove();
    }
  }

  get postgres(): TestPostgres {
    if (this.started === undefined) throw new Error('Nothing was started yet');
    return this.started;
  }

  async store(): Promise<TestStore> {
    const store = await TestStore.start();
    this.closing.push(() => store.stop());
    return store;
  }

  async readModels(): Promise<ReadModels> {
    const readModels = new ReadModels(await this.postgres.newDatabase());
    this.closing.push(() => readModels.close());
    return readModels;
  }

  async running(runner: ProjectionRunner): Promise<ProjectionRunner> {
    this.closing.push(() => runner.stop());
    await runner.start();
    return runner;
  }

  async close(): Promise<void> {
    for (const close of this.closing.splice(0).reverse()) await close();
  }
}
