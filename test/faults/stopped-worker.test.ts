import { type Json, Scenario } from '../acceptance/scenario.js';
import { eventually } from '../support/eventually.js';
import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';

const PRODUCT = '057O1-WW6525-L347'; // 576.25 USD
const START_MS = 180_000;
const RENEWAL = '2032-01-31T08:00:00.000Z'; // the first instant of 31 January in Los Angeles

describe('with the worker stopped across a term end', () => {
  let termbook: TermbookUnderTest;
  let t: Scenario;

  beforeAll(async () => {
    termbook = await startTermbook({ part: 'faults' });
    t = new Scenario(termbook);
    await t.moveClockTo('2031-01-31T18:00:00.000Z');
    await t.registerReseller('acme');
    await t.registerCustomer('customer-1', 'acme');
  }, START_MS);

  afterAll(() => termbook?.remove(), START_MS);

  const renewalOf = async (id: string): Promise<Json | undefined> => {
    const items = (await t.expectOk(t.get(`/v1/subscriptions/${id}/history`))).body.items as Json[];
    return items.find((item) => item.type === 'SubscriptionRenewed');
  };

  it(
    'renews as of the due instant, at the price of that instant, before the command that came in between',
    async () => {
      const order = { resellerId: 'acme', customerId: 'customer-1', productId: PRODUCT, quantity: 1 };
      const [touched, untouched] = [await t.order(order), await t.order(order)];
      await t.moveClockTo('2032-01-30T12:00:00.000Z');
      await t.expectOk(t.put('/v1/sandbox/clock', { now: '2032-01-31T07:59:57.000Z', ticking: true }));
      termbook.signal('worker', 'SIGSTOP');
      try {
        await eventually(async () => String((await t.get('/v1/sandbox/clock')).body.now) > RENEWAL);
        await t.listPlan(PRODUCT, 60_000);
        await t.expectOk(t.post(`/v1/subscriptions/${touched}/seats`, { add: 1 }));
      } finally {
        termbook.signal('worker', 'SIGCONT');
      }
      const [one, other] = await eventually(async () => {
        const renewals = [await renewalOf(touched), await renewalOf(untouched)];
        return renewals.includes(undefined) ? undefined : (renewals as Json[]);
      }, 60_000);
      expect(one?.effectiveAt).toBe(RENEWAL);
      expect(other).toEqual({ ...one, actor: other?.actor, recordedAt: other?.recordedAt });
      expect(one?.data).toMatchObject({ price: { amountMinor: 57_625, currency: 'USD' } });
      expect((await t.historyTypes(touched)).slice(-2)).toEqual(['SubscriptionRenewed', 'SeatsAdded']);
    },
    START_MS,
  );
});
