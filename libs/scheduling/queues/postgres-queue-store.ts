import { createPostgresBackend, type QueueOptions, runMigrations, setDefaultBackendFactory } from 'bullmq';
import pg from 'pg';
import type { QueueStore } from './queue-store.js';

/** Schema of BullMQ's tables; nothing else is in it. */
export const QUEUE_SCHEMA = 'bullmq';
/** For each queue and each worker, of which a process has five and five; a worker listens on one more. */
const CONNECTIONS_MAX = 2;
const CONNECT_MS_MAX = 3_000;

/** BullMQ on the read models' Postgres, in a schema of its own. */
export class PostgresQueueStore implements QueueStore {
  readonly connection: QueueOptions['connection'];
  private readonly pool: pg.Pool;

  constructor(databaseUrl: string) {
    const options = { connectionString: databaseUrl, max: CONNECTIONS_MAX, schema: QUEUE_SCHEMA };
    // The types of @nestjs/bullmq know Redis only; the backend that `use` sets knows this.
    this.connection = options as unknown as QueueOptions['connection'];
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: CONNECT_MS_MAX });
    // A connection that breaks says so here, in use or not, and again at the next statement.
    this.pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  }

  use(): void {
    setDefaultBackendFactory(createPostgresBackend);
  }

  async heal(): Promise<void> {
    const client = await this.pool.connect();
    try {
      await runMigrations(client, QUEUE_SCHEMA);
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
