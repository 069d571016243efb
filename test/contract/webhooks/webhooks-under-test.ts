import pg from 'pg';
import { startVendorSandbox } from '#apps/vendor-sandbox/src/start-vendor-sandbox.js';
import { markBackend, type QueueBackend } from '../../support/backends.js';
import { eventually } from '../../support/eventually.js';
import {
  type Answer,
  ApiUnderTest,
  intakeClient,
  type Json,
  type SendOptions,
  withKey,
  writeKeys,
} from '../api/running-api.js';
import { type BackendUnderTest, startBackend } from '../scheduling/queue-backend.js';
import { type Received, Receiver } from './receiver.js';
import { startWorker, type WorkerProcess } from './worker-process.js';

export const START_MS = 120_000;
export const TEST_MS = 60_000;
export const WITHIN_MS = 40_000;
export const PLAN = '057O1-WW2545-T220';
export const CUSTOMER_CHANGED = 'termbook.CustomerChanged.v1';

export const ids = (received: readonly Received[]) => received.map(({ event }) => event.id);
export const of = (received: readonly Received[], subject: string) =>
  received.filter(({ event }) => event.subject === subject);
export const revisions = (received: readonly Received[]) => received.map(({ event }) => event.revision);

/** @throws where it was refused. */
export async function taken(answering: Promise<Answer>): Promise<Json> {
  const { status, body, text } = await answering;
  if (status >= 300) throw new Error(`${status} ${text}`);
  return body;
}

/** An api, a receiver and workers that tell it: two resellers, acme and bolt, with a customer each. */
export class WebhooksUnderTest {
  private backend: BackendUnderTest | undefined;
  private running: readonly WorkerProcess[] = [];
  private keys = 0;

  private constructor(
    readonly t: ApiUnderTest,
    readonly receiver: Receiver,
    private readonly vendor: Awaited<ReturnType<typeof startVendorSandbox>>,
  ) {}

  /** Without a worker yet. */
  static async start(): Promise<WebhooksUnderTest> {
    Object.assign(process.env, { WEBHOOK_ALLOW_PRIVATE: 'on', WEBHOOK_ATTEMPTS: '3', REDIS_URL: 'none' });
    const [t, receiver] = await Promise.all([ApiUnderTest.start(), Receiver.start()]);
    const vendor = await startVendorSandbox({ host: '127.0.0.1', port: 0, dataDir: String(process.env.DATA_DIR) });
    const webhooks = new WebhooksUnderTest(t, receiver, vendor);
    writeKeys(t.keysFile, [], [{ ...intakeClient('acme-key'), client: 'acme', resellers: ['acme'] }]);
    const price = { amountMinor: 61_659, currency: 'USD' };
    const plan = { productName: 'AutoCAD LT', period: 'monthly', supportLevel: 'basic', catalogue: 'open', price };
    await taken(t.put(`/v1/service-plans/${PLAN}`, plan));
    for (const reseller of ['acme', 'bolt']) {
      const body = { name: reseller, country: 'US', supportEmail: `help@${reseller}.example` };
      await taken(t.put(`/v1/resellers/${reseller}`, body));
      await webhooks.touch(`${reseller}-1`);
    }
    await eventually(async () => (await t.get('/v1/webhooks', withKey('acme-key'))).status === 200);
    return webhooks;
  }

  /** Two, with the queue there; those before are gone. */
  async startWorkers(queue: QueueBackend): Promise<BackendUnderTest> {
    await this.stopWorkers();
    const backend = await startBackend(queue, this.t.postgres);
    this.backend = backend;
    const settings = { ...backend.settings, VENDOR_URL: this.vendor.url };
    this.running = await Promise.all([startWorker(settings), startWorker(settings)]);
    markBackend('webhooks', queue);
    return backend;
  }

  get workers(): readonly WorkerProcess[] {
    return this.running;
  }

  async kill(worker: WorkerProcess): Promise<void> {
    await worker.kill();
    this.running = this.running.filter((other) => other !== worker);
  }

  post(path: string, body: unknown, options?: SendOptions): Promise<Answer> {
    this.keys += 1;
    return this.t.post(path, body, `webhooks-${this.keys}`, options);
  }

  /** Is told of changes of customers, unless it says something else. */
  register(path: string, more: Json = { types: [CUSTOMER_CHANGED] }, options?: SendOptions): Promise<Json> {
    return taken(this.post('/v1/webhooks', { url: this.receiver.url(path), ...more }, options));
  }

  /** One more event in the customer's stream. */
  touch(customer: string): Promise<Json> {
    this.keys += 1;
    const body = {
      resellerId: customer.split('-')[0],
      name: `Customer ${customer} ${this.keys}`,
      postalCode: '94103',
      country: 'US',
      address: '1 Main Street',
      confirmDistinct: true,
    };
    return taken(this.t.put(`/v1/customers/${customer}`, body));
  }

  async inDatabase(sql: string): Promise<readonly Json[]> {
    const client = new pg.Client({ connectionString: this.t.postgres.url });
    client.on('error', () => undefined);
    await client.connect();
    return (await client.query(sql).finally(() => client.end())).rows;
  }

  /** The process whose turn a webhook has now. */
  async whoseTurn(webhookId: unknown): Promise<WorkerProcess> {
    const [row] = await this.inDatabase(`SELECT lease_owner FROM webhooks.progress WHERE webhook_id = '${webhookId}'`);
    const owner = this.running.find(({ pid }) => String(row?.lease_owner).includes(`/${pid}/`));
    if (owner === undefined) throw new Error(`It is nobody's turn: ${JSON.stringify(row)}`);
    return owner;
  }

  async stop(): Promise<void> {
    await this.stopWorkers();
    await this.t.stop();
    await this.vendor.stop();
    await this.receiver.stop();
  }

  private async stopWorkers(): Promise<void> {
    await Promise.all(this.running.map((worker) => worker.kill()));
    await this.backend?.remove();
  }
}
