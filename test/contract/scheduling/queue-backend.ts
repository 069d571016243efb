import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import pg from 'pg';
import { freePort } from '#apps/launcher/src/free-port.js';
import { PostgresQueueStore, QUEUE_SCHEMA } from '#scheduling/queues/postgres-queue-store.js';
import type { QueueStore } from '#scheduling/queues/queue-store.js';
import { RedisQueueStore } from '#scheduling/queues/redis-queue-store.js';
import type { QueueBackend } from '../../support/backends.js';
import { startEmbeddedPostgres, type TestPostgres } from '../../support/embedded-postgres.js';
import { eventually } from '../../support/eventually.js';

/** A real server of its own behind BullMQ. */
export interface BackendUnderTest {
  /** That lead a process to it, which has its read models on the Postgres of the queue. */
  readonly settings: Readonly<Record<'REDIS_URL', string>>;
  store(): QueueStore;
  /** Everything is gone, as after a crash without a disk. */
  wipe(): Promise<void>;
  remove(): Promise<void>;
}

/** @param postgres where the queue is, if it is on Postgres; one of its own unless said. */
export const startBackend = (backend: QueueBackend, postgres?: TestPostgres): Promise<BackendUnderTest> =>
  backend === 'redis' ? startRedis() : startPostgres(postgres);

async function startPostgres(given?: TestPostgres): Promise<BackendUnderTest> {
  const postgres = given ?? (await startEmbeddedPostgres());
  return {
    settings: { REDIS_URL: 'none' },
    store: () => new PostgresQueueStore(postgres.url),
    async wipe() {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      await client.query(`DROP SCHEMA ${QUEUE_SCHEMA} CASCADE`).finally(() => client.end());
    },
    remove: async () => (given === undefined ? postgres.remove() : undefined),
  };
}

async function startRedis(): Promise<BackendUnderTest> {
  const port = await freePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server: ChildProcess = spawn('redis-server', [...settings, '--maxmemory-policy', 'noeviction'], {
    stdio: 'ignore',
  });
  const redis = new Redis(port, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  await eventually(async () => (await redis.ping()) === 'PONG');
  return {
    settings: { REDIS_URL: `redis://127.0.0.1:${port}` },
    store: () => new RedisQueueStore(`redis://127.0.0.1:${port}`),
    async wipe() {
      await redis.flushall();
    },
    async remove() {
      redis.disconnect();
      const exited = once(server, 'exit');
      server.kill('SIGKILL');
      await exited;
    },
  };
}
