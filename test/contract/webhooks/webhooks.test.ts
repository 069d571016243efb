import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { startVendorSandbox } from '#apps/vendor-sandbox/src/start-vendor-sandbox.js';
import { markBackend, QUEUE_BACKENDS } from '../../support/backends.js';
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

const START_MS = 120_000;
const TEST_MS = 60_000;
const WITHIN_MS = 40_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const FAILING_DAYS_MAX = 5;
const PLAN = '057O1-WW2545-T220';
const CUSTOMER_CHANGED = 'termbook.CustomerChanged.v1';
/** Of one subject, told one after the other. */
const EVENTS_IN_A_ROW = 12;
/** A receiver so slow that a kill finds an event under way. */
const SLOW_ANSWER_MS = 60;

const ids = (received: readonly Received[]) => received.map(({ event }) => event.id);
const of = (received: readonly Received[], subject: string) =>
  received.filter(({ event }) => event.subject === subject);
const revisions = (received: readonly Received[]) => received.map(({ event }) => event.revision);
const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
const listed = ({ body }: Answer) => body.items as Json[];
const delivery = ({ body }: Answer) => body.delivery as Json;

let t: ApiUnderTest;
let receiver: Receiver;
let backend: BackendUnderTest | undefined;
let vendor: Awaited<ReturnType<typeof startVendorSandbox>>;
let workers: WorkerProcess[] = [];
let keys = 0;

const post = (path: string, body: unknown, options?: SendOptions) => {
  keys += 1;
  return t.post(path, body, `webhooks-${keys}`, options);
};

async function taken(answering: Promise<Answer>): Promise<Json> {
  const { status, body, text } = await answering;
  if (status >= 300) throw new Error(`${status} ${text}`);
  return body;
}

/** Is told of changes of customers, unless it says something else. */
const register = (path: string, more: Json = { types: [CUSTOMER_CHANGED] }, options?: SendOptions): Promise<Json> =>
  taken(post('/v1/webhooks', { url: receiver.url(path), ...more }, options));

/** One more event in the customer's stream. */
function touch(customer: string): Promise<Json> {
  keys += 1;
  const body = {
    resellerId: customer.split('-')[0],
    name: `Customer ${customer} ${keys}`,
    postalCode: '94103',
    country: 'US',
    address: '1 Main Street',
    confirmDistinct: true,
  };
  return taken(t.put(`/v1/customers/${customer}`, body));
}

async function inDatabase(sql: string): Promise<readonly Json[]> {
  const client = new pg.Client({ connectionString: t.postgres.url });
  client.on('error', () => undefined);
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}

/** The process whose turn a webhook has now. */
async function whoseTurn(webhookId: unknown): Promise<WorkerProcess> {
  const [row] = await inDatabase(`SELECT lease_owner FROM webhooks.progress WHERE webhook_id = '${webhookId}'`);
  const owner = workers.find(({ pid }) => String(row?.lease_owner).includes(`/${pid}/`));
  if (owner === undefined) throw new Error(`It is nobody's turn: ${JSON.stringify(row)}`);
  return owner;
}

beforeAll(async () => {
  Object.assign(process.env, { WEBHOOK_ALLOW_PRIVATE: 'on', WEBHOOK_ATTEMPTS: '3', REDIS_URL: 'none' });
  [t, receiver] = await Promise.all([ApiUnderTest.start(), Receiver.start()]);
  vendor = await startVendorSandbox({ host: '127.0.0.1', port: 0, dataDir: String(process.env.DATA_DIR) });
  writeKeys(t.keysFile, [], [{ ...intakeClient('acme-key'), client: 'acme', resellers: ['acme'] }]);
  const price = { amountMinor: 61_659, currency: 'USD' };
  const plan = { productName: 'AutoCAD LT', period: 'monthly', supportLevel: 'basic', catalogue: 'open', price };
  await taken(t.put(`/v1/service-plans/${PLAN}`, plan));
  for (const reseller of ['acme', 'bolt']) {
    const body = { name: reseller, country: 'US', supportEmail: `help@${reseller}.example` };
    await taken(t.put(`/v1/resellers/${reseller}`, body));
    await touch(`${reseller}-1`);
  }
  await eventually(async () => (await t.get('/v1/webhooks', withKey('acme-key'))).status === 200);
}, START_MS);

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await backend?.remove();
  await t?.stop();
  await vendor?.stop();
  await receiver?.stop();
}, START_MS);

describe.each(QUEUE_BACKENDS)('webhooks, with the queue on %s and two workers at once,', (queue) => {
  let store: BackendUnderTest;

  beforeAll(async () => {
    await Promise.all(workers.map((worker) => worker.kill()));
    await backend?.remove();
    backend = store = await startBackend(queue, t.postgres);
    const settings = { ...store.settings, VENDOR_URL: vendor.url };
    workers = await Promise.all([startWorker(settings), startWorker(settings)]);
    markBackend('webhooks', queue);
  }, START_MS);

  it(
    'tell each event once, as the feed does, in order, signed, and only what the key may see',
    async () => {
      const path = `acme-${queue}`;
      const { secret, resellers } = await register(path, {}, withKey('acme-key'));
      expect(resellers).toEqual(['acme']);
      const order = { productId: PLAN, quantity: 5, poNumber: 'SLOW-1' };
      const { subscriptionId } = await taken(
        post('/v1/orders', { ...order, resellerId: 'acme', customerId: 'acme-1' }),
      );
      await taken(post('/v1/orders', { ...order, resellerId: 'bolt', customerId: 'bolt-1' }));
      for (let n = 0; n < EVENTS_IN_A_ROW; n += 1) await touch('acme-1');
      await touch('bolt-1');
      const told = await eventually(() => {
        const all = receiver.taken(path);
        const rows = [of(all, 'customer/acme-1').length, of(all, `subscription/${subscriptionId}`).length];
        return rows[0] === EVENTS_IN_A_ROW && rows[1] === 1 && all;
      }, WITHIN_MS);
      const customers = revisions(of(told, 'customer/acme-1'));
      expect(customers).toEqual(ascending(customers));
      expect(new Set(ids(told)).size).toBe(told.length);
      expect(told.map(({ body }) => body).join()).not.toContain('bolt');
      const events = JSON.parse((await t.get('/v1/events?limit=1000', withKey('acme-key'))).text) as Json[];
      for (const { event, headers, body } of told) {
        expect(new Webhook(String(secret)).verify(body, headers as Record<string, string>)).toEqual(event);
        expect(event).toEqual(events.find(({ id }) => id === event.id));
        expect(headers['webhook-id']).toBe(event.id);
      }
    },
    TEST_MS,
  );

  it(
    'lose nothing when the worker that tells them is killed and the queue is wiped in the middle',
    async () => {
      const path = `slow-${queue}`;
      const { position, revision } = (await t.get('/v1/customers/acme-1')).body;
      receiver.answer(path, () => pause(SLOW_ANSWER_MS, 200));
      const { webhookId } = await register(path, { types: [CUSTOMER_CHANGED], after: position });
      for (let n = 0; n < EVENTS_IN_A_ROW; n += 1) await touch('acme-1');
      await eventually(() => receiver.all(path).length > 2, WITHIN_MS);
      const killed = await whoseTurn(webhookId);
      await killed.kill();
      workers = workers.filter((worker) => worker !== killed);
      await wiped(store);
      const told = await eventually(() => {
        const all = of(receiver.taken(path), 'customer/acme-1');
        return new Set(ids(all)).size >= EVENTS_IN_A_ROW && all;
      }, WITHIN_MS);
      // Each event for the first time only after the one before it, and none is missing.
      const firsts = told.filter(({ event }, index) => ids(told).indexOf(event.id) === index);
      expect(revisions(firsts)).toEqual(Array.from({ length: EVENTS_IN_A_ROW }, (_, n) => Number(revision) + 1 + n));
    },
    TEST_MS,
  );
});

/** Others hold locks in it: a drop that Postgres sacrifices to a deadlock is tried again. */
const wiped = (store: BackendUnderTest) => eventually(() => store.wipe().then(() => true));

/** What does not depend on the queue; the worker that is left goes on. */
describe('webhooks', () => {
  async function moveClock(to: number): Promise<void> {
    const moved = await t.put('/v1/sandbox/clock', { now: new Date(to).toISOString(), ticking: true });
    if (moved.status !== 200 || 'failed' in moved.body) throw new Error(moved.text);
  }

  let picky: string;

  /** Two that refuse: their waits are over sooner side by side. */
  beforeAll(async () => {
    let refused = 0;
    receiver.answer('flaky', ({ event }) => (event.subject === 'customer/acme-1' && refused++ < 2 ? 500 : 200));
    receiver.answer('picky', ({ event }) => (event.subject === 'customer/acme-1' ? 503 : 200));
    await register('flaky');
    picky = `/v1/webhooks/${(await register('picky')).webhookId}`;
    await touch('acme-1');
    await touch('acme-1');
    await touch('bolt-1');
  }, START_MS);

  it(
    'come again, the same, until they are taken, and nothing of the same subject overtakes them',
    async () => {
      await eventually(() => of(receiver.taken('flaky'), 'customer/acme-1').length === 2, WITHIN_MS);
      const [first, second, third, next] = of(receiver.all('flaky'), 'customer/acme-1');
      expect([first?.status, second?.status, third?.status, next?.status]).toEqual([500, 500, 200, 200]);
      expect(new Set([first, second, third].map((one) => one?.headers['webhook-id'])).size).toBe(1);
      expect(next?.event.revision).toBe(Number(first?.event.revision) + 1);
      expect(of(receiver.taken('flaky'), 'customer/bolt-1')).toHaveLength(1);
    },
    TEST_MS,
  );

  it(
    'park a subject that is never taken, tell of the others, and go on when released',
    async () => {
      await eventually(async () => delivery(await t.get(picky)).parked === 1, WITHIN_MS);
      await touch('bolt-1');
      await eventually(() => of(receiver.taken('picky'), 'customer/bolt-1').length === 2, WITHIN_MS);
      expect(of(receiver.all('picky'), 'customer/acme-1')).toHaveLength(3);
      const parked = await t.get(`${picky}/deliveries?status=parked`);
      expect(listed(parked)).toMatchObject([{ subject: 'customer/acme-1', attempts: 3, httpStatus: 503 }]);
      receiver.answer('picky', () => 200);
      await taken(post(`${picky}/release`, {}));
      await eventually(() => of(receiver.taken('picky'), 'customer/acme-1').length === 2, WITHIN_MS);
      expect(listed(await t.get(`${picky}/deliveries?status=parked`))).toEqual([]);
      await eventually(async () => listed(await t.get(`${picky}/deliveries?status=delivered`)).length === 4);
      const one = await t.get(`${picky}/deliveries?limit=3`);
      const rest = await t.get(`${picky}/deliveries?cursor=${one.body.nextCursor}`);
      expect([...listed(one), ...listed(rest)].map(({ status }) => status)).toEqual(Array(4).fill('delivered'));
    },
    TEST_MS,
  );

  it(
    'are told again from a position, under the same ids',
    async () => {
      const { position } = (await t.get('/v1/customers/bolt-1')).body;
      const { webhookId } = await register('again', { types: [CUSTOMER_CHANGED], resellers: ['bolt'] });
      await touch('bolt-1');
      await touch('bolt-1');
      await eventually(() => receiver.taken('again').length === 2, WITHIN_MS);
      await taken(post(`/v1/webhooks/${webhookId}/replay`, { after: position }));
      await eventually(() => receiver.taken('again').length === 4, WITHIN_MS);
      const [one, two, three, four] = ids(receiver.taken('again'));
      expect([three, four]).toEqual([one, two]);
    },
    TEST_MS,
  );

  it(
    'are told again from where they began when their progress is lost, in order, and go on',
    async () => {
      const { position, revision } = (await t.get('/v1/customers/bolt-1')).body;
      await register('lost', { types: [CUSTOMER_CHANGED], resellers: ['bolt'], after: position });
      await touch('bolt-1');
      await touch('bolt-1');
      await eventually(() => receiver.taken('lost').length === 2, WITHIN_MS);
      await eventually(() => inDatabase('DROP SCHEMA webhooks CASCADE').then(() => true));
      await touch('bolt-1');
      const told = await eventually(() => {
        const all = receiver.taken('lost');
        return all.length >= 5 && all;
      }, WITHIN_MS);
      expect(revisions(told)).toEqual([1, 2, 1, 2, 3].map((n) => Number(revision) + n));
      expect(ids(told).slice(2, 4)).toEqual(ids(told).slice(0, 2));
    },
    TEST_MS,
  );

  it(
    'are signed with both secrets after a rotation, and with none that was shown before it is asked for again',
    async () => {
      const { webhookId, secret } = await register('rotated');
      const rotated = await taken(post(`/v1/webhooks/${webhookId}/secret`, {}));
      expect(rotated.secretNumber).toBe(2);
      await touch('bolt-1');
      await eventually(() => receiver.taken('rotated').length > 0, WITHIN_MS);
      const [first] = receiver.taken('rotated');
      for (const known of [secret, rotated.secret]) {
        const verified = new Webhook(String(known)).verify(first?.body ?? '', first?.headers as Record<string, string>);
        expect(verified).toEqual(first?.event);
      }
      const shown = [await t.get('/v1/webhooks'), await t.get(`/v1/webhooks/${webhookId}`)];
      expect(JSON.stringify(shown.map(({ body }) => body))).not.toContain('whsec_');
    },
    TEST_MS,
  );

  it(
    'end where the receiver says that it is gone, until somebody resumes them, and for good when deleted',
    async () => {
      receiver.answer('gone', () => 410);
      const { webhookId } = await register('gone');
      const path = `/v1/webhooks/${webhookId}`;
      await touch('bolt-1');
      await eventually(async () => (await t.get(path)).body.status === 'disabled', WITHIN_MS);
      expect((await t.get(path)).body.disabledReason).toBe('gone');
      receiver.answer('gone', () => 200);
      const types = [CUSTOMER_CHANGED];
      await taken(t.put(path, { url: receiver.url('gone'), types }));
      await eventually(() => receiver.taken('gone').length === 1, WITHIN_MS);
      await taken(t.put(path, { url: receiver.url('gone'), types, paused: true }));
      await touch('bolt-1');
      expect((await t.get(path)).body.status).toBe('paused');
      await taken(t.delete(path));
      expect((await t.get(path)).status).toBe(404);
      // What is told to the others was not told to this one.
      await eventually(() => receiver.taken('rotated').length >= 3, WITHIN_MS);
      expect(receiver.taken('gone')).toHaveLength(1);
    },
    TEST_MS,
  );

  it('are counted where the worker tells its metrics', async () => {
    const told = await (await fetch(String(workers[0]?.metricsUrl))).text();
    for (const outcome of ['taken', 'failed', 'gone'])
      expect(told).toMatch(
        new RegExp(`^termbook_webhook_attempts_total\\{outcome="${outcome}",process="worker"\\} \\d`, 'm'),
      );
    expect(told).toContain('process_cpu_user_seconds_total');
  });

  it(
    'end when nothing was taken for five days, and no minute earlier',
    async () => {
      receiver.answer('dead', () => 500);
      const { webhookId } = await register('dead');
      const path = `/v1/webhooks/${webhookId}`;
      await touch('bolt-1');
      const since = await eventually(async () => {
        const { failingSince } = delivery(await t.get(path));
        return typeof failingSince === 'string' && failingSince;
      }, WITHIN_MS);
      const ends = Date.parse(since) + FAILING_DAYS_MAX * DAY_MS;
      await moveClock(ends - MINUTE_MS);
      await touch('acme-1');
      // At the second attempt all was said about the first.
      await eventually(() => of(receiver.all('dead'), 'customer/acme-1').length === 2, WITHIN_MS);
      expect((await t.get(path)).body).toMatchObject({ status: 'active', disabledReason: null });
      await moveClock(ends + MINUTE_MS);
      await touch('acme-1');
      await eventually(async () => (await t.get(path)).body.status === 'disabled', WITHIN_MS);
      expect((await t.get(path)).body.disabledReason).toBe('failing');
    },
    TEST_MS,
  );
});
