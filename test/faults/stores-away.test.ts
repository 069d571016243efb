import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '#apps/launcher/src/free-port.js';
import { Scenario } from '../acceptance/scenario.js';
import { QUEUE_BACKENDS } from '../support/backends.js';
import { startEmbeddedPostgres, type TestPostgres } from '../support/embedded-postgres.js';
import { eventually } from '../support/eventually.js';
import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';

const OPEN = '057O1-WW6525-L347';
const START_MS = 180_000;
const CATCH_UP_MS = 60_000;

/** A Redis that the test owns, so that nobody starts it again. */
class OwnRedis {
  private readonly directory = mkdtempSync(join(tmpdir(), 'termbook-redis-'));
  private server: ChildProcess | undefined;

  constructor(private readonly port: number) {}

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const options = ['--port', String(this.port), '--dir', this.directory, '--maxmemory-policy', 'noeviction'];
    this.server = spawn('redis-server', options, { stdio: 'ignore' });
    const redis = new Redis(this.url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    await redis.ping();
    redis.disconnect();
  }

  async stop(): Promise<void> {
    const server = this.server;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const withRedis = QUEUE_BACKENDS.includes('redis') ? describe : describe.skip;

withRedis('with the queue and the read models on servers that go away', () => {
  let termbook: TermbookUnderTest;
  let t: Scenario;
  let readModels: TestPostgres;
  let vault: TestPostgres;
  let redis: OwnRedis;
  const body = { resellerId: 'acme', customerId: 'customer-1', productId: OPEN, quantity: 1 };

  beforeAll(async () => {
    [readModels, vault] = [await startEmbeddedPostgres(), await startEmbeddedPostgres()];
    redis = new OwnRedis(await freePort());
    await redis.start();
    const environment = { DATABASE_URL: readModels.url, VAULT_URL: vault.url, REDIS_URL: redis.url, SANDBOX: 'on' };
    termbook = await startTermbook({ part: 'faults', environment });
    t = new Scenario(termbook);
    await t.listPlan(OPEN);
    await t.registerReseller('acme');
    await t.registerCustomer('customer-1', 'acme');
  }, START_MS);

  afterAll(async () => {
    await termbook?.remove();
    await redis?.remove();
    await readModels?.remove();
    await vault?.remove();
  }, START_MS);

  it(
    'takes orders while Redis is stopped, and provisions them when it is back',
    async () => {
      await redis.stop();
      const id = await t.order(body);
      expect((await t.subscription(id)).status).toBe('pending');
      await redis.start();
      const now = String((await t.get('/v1/sandbox/clock')).body.now);
      await t.moveClockTo(new Date(Date.parse(now) + 120_000).toISOString());
      await t.subscription(id, ({ status }) => status === 'active');
    },
    START_MS,
  );

  it(
    "takes orders while the read models' Postgres is stopped, answers queries with 503, and catches up",
    async () => {
      await readModels.stop();
      const id = await t.order(body);
      const query = await t.get(`/v1/subscriptions/${id}`);
      expect([query.status, query.headers.has('retry-after')]).toEqual([503, true]);
      await readModels.start();
      await eventually(async () => (await t.get(`/v1/subscriptions/${id}`)).status === 200, CATCH_UP_MS);
    },
    START_MS,
  );
});
