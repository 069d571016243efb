import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { QUEUE_SCHEMA } from '#scheduling/queues/postgres-queue-store.js';
import { type Json, Scenario } from '../../acceptance/scenario.js';
import { QUEUE_BACKENDS, type QueueBackend } from '../../support/backends.js';
import { eventually } from '../../support/eventually.js';
import { startTermbook, type TermbookUnderTest } from '../../support/start-termbook.js';
import { type Received, Receiver } from './receiver.js';

const START_MS = 180_000;
const TEST_MS = 90_000;
const WITHIN_MS = 60_000;
const PLAN = '057O1-WW2545-T220';

const ids = (received: readonly Received[]) => received.map(({ event }) => event.id);
const of = (received: readonly Received[], subject: string) =>
  received.filter(({ event }) => event.subject === subject);
const revisions = (received: readonly Received[]) => received.map(({ event }) => event.revision);
const upTo = (last: number) => Array.from({ length: last + 1 }, (_, index) => index);

describe.each(QUEUE_BACKENDS)('webhooks, with the queue on %s,', (queue) => {
  let termbook: TermbookUnderTest;
  let t: Scenario;
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await Receiver.start();
    const environment = { WEBHOOK_ALLOW_PRIVATE: 'on', WEBHOOK_ATTEMPTS: '3' };
    termbook = await startTermbook({ queue, part: 'webhooks', environment });
    t = new Scenario(termbook);
    await t.registerReseller('acme');
    await t.registerReseller('bolt');
    await t.registerCustomer('acme-1', 'acme');
    await t.registerCustomer('bolt-1', 'bolt');
    bindKey(termbook, 'acme-key', 'portal', ['acme']);
    await eventually(async () => (await asAcme('GET', '/v1/webhooks')).status === 200);
  }, START_MS);

  afterAll(async () => {
    await termbook?.remove();
    await receiver?.stop();
  }, START_MS);

  /** With a key that is bound to one reseller. */
  async function asAcme(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }> {
    const response = await fetch(`${termbook.url}${path}`, {
      method,
      headers: {
        authorization: 'Bearer acme-key',
        'idempotency-key': t.nextKey(),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Json };
  }

  async function register(path: string, more: Json = {}): Promise<Json> {
    const { status, body } = await t.post('/v1/webhooks', { url: receiver.url(path), ...more });
    expect([status, body]).toEqual([201, expect.objectContaining({ status: 'active' })]);
    return body;
  }

  /** One more event in the customer's stream. */
  const touch = (customer: string, reseller: string, n: number) =>
    t.put(`/v1/customers/${customer}`, {
      resellerId: reseller,
      name: `Customer ${customer} ${n}`,
      postalCode: '94103',
      country: 'US',
      address: '1 Main Street',
      confirmDistinct: true,
    });

  it(
    'tell each event as the feed does, in order, signed, and only what the key may see',
    async () => {
      const { status, body } = await asAcme('POST', '/v1/webhooks', { url: receiver.url('acme') });
      expect([status, body.resellers]).toEqual([201, ['acme']]);
      const id = await t.order({ resellerId: 'acme', customerId: 'acme-1', productId: PLAN, quantity: 5 });
      await t.order({ resellerId: 'bolt', customerId: 'bolt-1', productId: PLAN, quantity: 5 });
      for (let n = 0; n < 4; n += 1) await touch('acme-1', 'acme', n);
      await touch('bolt-1', 'bolt', 0);
      const taken = await eventually(() => {
        const all = receiver.taken('acme');
        return of(all, 'customer/acme-1').length >= 4 && of(all, `subscription/${id}`).length >= 1 ? all : undefined;
      }, WITHIN_MS);
      const customers = revisions(of(taken, 'customer/acme-1'));
      expect(customers).toEqual([...customers].sort((a, b) => a - b));
      expect(new Set(ids(taken)).size).toBe(taken.length);
      expect(taken.map(({ body: text }) => text).join()).not.toContain('bolt');
      for (const { headers, body: text } of taken) {
        expect(new Webhook(String(body.secret)).verify(text, headers as Record<string, string>)).toEqual(
          JSON.parse(text),
        );
      }
      const feed = await fetch(`${termbook.url}/v1/events?limit=1000`, {
        headers: { authorization: 'Bearer acme-key' },
      });
      const events = (await feed.json()) as Json[];
      for (const { event, headers } of taken) {
        expect(event).toEqual(events.find((one) => one.id === event.id));
        expect(headers['webhook-id']).toBe(event.id);
      }
    },
    TEST_MS,
  );

  it(
    'come again, the same, until they are taken, and nothing of the same subject overtakes them',
    async () => {
      let refused = 0;
      receiver.answer('flaky', ({ event }) => (event.subject === 'customer/acme-1' && refused++ < 2 ? 500 : 200));
      await register('flaky', { types: ['termbook.CustomerChanged.v1'] });
      await touch('acme-1', 'acme', 21);
      await touch('bolt-1', 'bolt', 21);
      await touch('acme-1', 'acme', 22);
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
      receiver.answer('picky', ({ event }) => (event.subject === 'customer/acme-1' ? 503 : 200));
      const { webhookId } = await register('picky', { types: ['termbook.CustomerChanged.v1'] });
      await touch('acme-1', 'acme', 31);
      await touch('acme-1', 'acme', 32);
      await touch('bolt-1', 'bolt', 31);
      const path = `/v1/webhooks/${webhookId}`;
      await eventually(async () => ((await t.get(path)).body.delivery as Json)?.parked === 1, WITHIN_MS);
      await touch('bolt-1', 'bolt', 32);
      await eventually(() => of(receiver.taken('picky'), 'customer/bolt-1').length === 2, WITHIN_MS);
      expect(of(receiver.all('picky'), 'customer/acme-1')).toHaveLength(3);
      const parked = await t.get(`${path}/deliveries?status=parked`);
      expect(parked.body.items).toMatchObject([{ subject: 'customer/acme-1', attempts: 3, httpStatus: 503 }]);
      receiver.answer('picky', () => 200);
      await t.expectOk(t.post(`${path}/release`, {}));
      await eventually(() => of(receiver.taken('picky'), 'customer/acme-1').length === 2, WITHIN_MS);
      expect((await t.get(`${path}/deliveries?status=parked`)).body.items).toEqual([]);
      await eventually(async () => {
        const { items } = (await t.get(`${path}/deliveries?status=delivered`)).body;
        return (items as Json[]).length === 4;
      });
      const one = await t.get(`${path}/deliveries?limit=3`);
      const rest = await t.get(`${path}/deliveries?cursor=${one.body.nextCursor}`);
      expect([...(one.body.items as Json[]), ...(rest.body.items as Json[])].map(({ status }) => status)).toEqual(
        Array(4).fill('delivered'),
      );
    },
    TEST_MS,
  );

  it(
    'lose nothing when the worker is killed and the queue is wiped in the middle',
    async () => {
      const { position } = (await t.get('/v1/customers/acme-1')).body;
      let held = 0;
      receiver.answer('slow', async () => {
        held += 1;
        await new Promise((resolve) => setTimeout(resolve, 150));
        return 200;
      });
      await register('slow', { types: ['termbook.CustomerChanged.v1'], after: position });
      const from = Number((await t.get('/v1/customers/acme-1')).body.revision);
      for (let n = 0; n < 20; n += 1) await touch('acme-1', 'acme', 40 + n);
      await eventually(() => held > 4, WITHIN_MS);
      await termbook.kill('worker');
      await wipe(termbook, queue);
      const taken = await eventually(() => {
        const all = of(receiver.taken('slow'), 'customer/acme-1');
        return new Set(ids(all)).size >= 20 ? all : undefined;
      }, WITHIN_MS);
      const first = new Map(taken.toReversed().map(({ event }) => [event.id, event.revision]));
      expect([...first.values()].sort((a, b) => a - b)).toEqual(upTo(19).map((n) => from + 1 + n));
      // Each event for the first time only after the one before it.
      const firsts = taken.filter(({ event }, index) => ids(taken).indexOf(event.id) === index);
      expect(revisions(firsts)).toEqual([...revisions(firsts)].sort((a, b) => a - b));
    },
    TEST_MS,
  );

  it(
    'are told again from a position, under the same ids',
    async () => {
      const { position } = (await t.get('/v1/customers/bolt-1')).body;
      const { webhookId } = await register('again', { types: ['termbook.CustomerChanged.v1'], resellers: ['bolt'] });
      await touch('bolt-1', 'bolt', 61);
      await touch('bolt-1', 'bolt', 62);
      await eventually(() => receiver.taken('again').length === 2, WITHIN_MS);
      await t.expectOk(t.post(`/v1/webhooks/${webhookId}/replay`, { after: position }));
      await eventually(() => receiver.taken('again').length === 4, WITHIN_MS);
      const [one, two, three, four] = ids(receiver.taken('again'));
      expect([three, four]).toEqual([one, two]);
    },
    TEST_MS,
  );

  it(
    'are signed with both secrets after a rotation, and with none that was shown before it is asked for again',
    async () => {
      const { webhookId, secret } = await register('rotated', { types: ['termbook.CustomerChanged.v1'] });
      const rotated = await t.post(`/v1/webhooks/${webhookId}/secret`, {});
      expect(rotated.body.secretNumber).toBe(2);
      await touch('bolt-1', 'bolt', 71);
      const [first] = await eventually(() => {
        const all = receiver.taken('rotated');
        return all.length > 0 ? all : undefined;
      }, WITHIN_MS);
      for (const known of [secret, rotated.body.secret]) {
        const verified = new Webhook(String(known)).verify(first?.body ?? '', first?.headers as Record<string, string>);
        expect(verified).toEqual(first?.event);
      }
      const shown = JSON.stringify([
        (await t.get('/v1/webhooks')).body,
        (await t.get(`/v1/webhooks/${webhookId}`)).body,
      ]);
      expect(shown).not.toContain('whsec_');
    },
    TEST_MS,
  );

  it(
    'end where the receiver says that it is gone, until somebody resumes them, and for good when deleted',
    async () => {
      receiver.answer('gone', () => 410);
      const { webhookId } = await register('gone', { types: ['termbook.CustomerChanged.v1'] });
      const path = `/v1/webhooks/${webhookId}`;
      await touch('bolt-1', 'bolt', 81);
      await eventually(async () => (await t.get(path)).body.status === 'disabled', WITHIN_MS);
      expect((await t.get(path)).body.disabledReason).toBe('gone');
      receiver.answer('gone', () => 200);
      const types = ['termbook.CustomerChanged.v1'];
      await t.expectOk(t.put(path, { url: receiver.url('gone'), types }));
      await eventually(() => receiver.taken('gone').length === 1, WITHIN_MS);
      await t.expectOk(t.put(path, { url: receiver.url('gone'), types, paused: true }));
      await touch('bolt-1', 'bolt', 82);
      expect((await t.get(path)).body.status).toBe('paused');
      await t.expectOk(t.send('DELETE', path));
      expect((await t.get(path)).status).toBe(404);
      // What is told to the others was not told to this one.
      await eventually(() => receiver.taken('rotated').length >= 3, WITHIN_MS);
      expect(receiver.taken('gone')).toHaveLength(1);
    },
    TEST_MS,
  );
});

/** The queue's whole store. */
async function wipe(termbook: TermbookUnderTest, queue: QueueBackend): Promise<void> {
  const environment = await eventually(() => environmentOf(termbook.processes.worker));
  if (queue === 'redis') {
    const redis = new Redis(String(environment.REDIS_URL));
    await redis.flushall();
    redis.disconnect();
    return;
  }
  const client = new pg.Client({ connectionString: environment.DATABASE_URL });
  client.on('error', () => undefined);
  await client.connect();
  // The workers hold locks in it: a drop that Postgres sacrifices to a deadlock is tried again.
  await eventually(() => client.query(`drop schema if exists ${QUEUE_SCHEMA} cascade`));
  await client.end();
}

/** What the launcher told a process: where its stores are. */
const environmentOf = (pid: number | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );

function bindKey({ dataDir }: TermbookUnderTest, key: string, client: string, resellers: readonly string[]): void {
  const file = join(dataDir, 'keys-hashed.json');
  const sha256 = createHash('sha256').update(key).digest('hex');
  const createdAt = '2026-01-01T00:00:00.000Z';
  const record = { id: key, client, role: 'intake', resellers, sha256, createdAt, revokedAt: null };
  writeFileSync(file, JSON.stringify([...JSON.parse(readFileSync(file, 'utf8')), record]));
}
