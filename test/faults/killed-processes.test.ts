import { type Json, Scenario } from '../acceptance/scenario.js';
import { QUEUE_BACKENDS } from '../support/backends.js';
import { eventually } from '../support/eventually.js';
import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';

const OPEN = '057O1-WW6525-L347';
const START_MS = 180_000;
const ALL_MS = 400_000;
const RETRY_MS = 100;
const ORDERS_BETWEEN_KILLS = 5;

describe.each(QUEUE_BACKENDS)('with the queue on %s and each process killed in its turn', (queue) => {
  let termbook: TermbookUnderTest;
  let t: Scenario;

  /** As an upstream system does: the same key until there is an answer. */
  async function orderUntilAnswered(key: string): Promise<string> {
    const body = { resellerId: 'acme', customerId: 'customer-1', productId: OPEN, quantity: 1, poNumber: key };
    return eventually(async () => {
      const answer = await t.post('/v1/orders', body, { key, timeoutMs: 15_000 }).catch(() => undefined);
      if (answer === undefined || answer.status >= 500) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        return undefined;
      }
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return String(answer.body.subscriptionId);
    }, START_MS);
  }

  beforeAll(async () => {
    termbook = await startTermbook({ queue, part: 'faults' });
    t = new Scenario(termbook);
    await t.registerReseller('acme');
    await t.registerCustomer('customer-1', 'acme');
  }, START_MS);

  afterAll(() => termbook?.remove(), START_MS);

  it(
    'loses no order that was acknowledged, and makes none twice',
    async () => {
      const victims = ['api', 'event-node', 'projector', 'worker', 'postgres', 'vendor-sandbox'];
      if (queue === 'redis') victims.push('redis');
      const ids: string[] = [];
      for (const victim of victims) {
        for (let i = 0; i < ORDERS_BETWEEN_KILLS; i += 1) {
          if (i === 2) termbook.signal(victim, 'SIGKILL');
          ids.push(await orderUntilAnswered(`${victim}-${i}`));
        }
      }
      await t.untilReady();
      const now = await eventually(async () => (await t.get('/v1/sandbox/clock')).body.now, START_MS);
      await eventually(
        () => t.moveClockTo(new Date(Date.parse(String(now)) + 3_600_000).toISOString()).then(() => true),
        START_MS,
      );
      const listed = (await t.expectOk(t.get('/v1/subscriptions?resellerId=acme&limit=200'))).body.items as Json[];
      expect(listed.map((s) => s.subscriptionId).sort()).toEqual([...ids].sort());
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(await t.historyTypes(id)).toEqual(['SubscriptionOrdered', 'SubscriptionActivated']);
    },
    ALL_MS,
  );

  it(
    'is all still there after it is stopped and started again',
    async () => {
      const before = (await t.expectOk(t.get('/v1/subscriptions?resellerId=acme&limit=200'))).body;
      await termbook.stop();
      await termbook.start();
      const after = await eventually(async () => {
        const answer = await t.get('/v1/subscriptions?resellerId=acme&limit=200');
        return answer.status === 200 ? answer.body : undefined;
      });
      expect(after).toEqual(before);
    },
    ALL_MS,
  );
});
