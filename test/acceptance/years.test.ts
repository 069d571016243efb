import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';
import { type Answer, type Json, Scenario } from './scenario.js';

const ANNUAL_OPEN = '057O1-WW6525-L347'; // 576.25 USD
const MONTHLY_OPEN = '057O1-WW2545-T220'; // 616.59 USD
const START_MS = 120_000;
const YEARS_MS = 60_000;

const amounts = (charges: readonly Json[]) => charges.map(({ amount }) => (amount as Json).amountMinor);
const daysDue = (charges: readonly Json[]) => charges.map(({ dueOn }) => dueOn);

describe('over the years, a subscription', () => {
  let termbook: TermbookUnderTest;
  let t: Scenario;
  const ids: Record<string, string> = {};
  const firstOfAll = {
    resellerId: 'acme',
    customerId: 'customer-1',
    productId: ANNUAL_OPEN,
    quantity: 1,
    poNumber: 'PO-1',
  };
  const sendFirst = () => t.expectOk(t.post('/v1/orders', firstOfAll, { key: 'first-of-all' }));
  let first: Answer;
  const order = (productId: string, quantity: number, startDate?: string) =>
    t.order({ resellerId: 'acme', customerId: 'customer-1', productId, quantity, ...(startDate && { startDate }) });
  const termOf = async (id = '') => (await t.subscription(id)).term;

  beforeAll(async () => {
    termbook = await startTermbook();
    t = new Scenario(termbook);
    await t.moveClockTo('2028-01-31T18:00:00.000Z'); // 10:00 in Los Angeles
    await t.registerReseller('acme');
    await t.registerCustomer('customer-1', 'acme');
    first = await sendFirst();
    ids.lastOfMonth = await order(MONTHLY_OPEN, 3);
    ids.leapMonthly = await order(MONTHLY_OPEN, 5, '2028-02-29');
    ids.leapAnnual = await order(ANNUAL_OPEN, 2, '2028-02-29');
    ids.disabledEarly = await order(MONTHLY_OPEN, 4, '2028-02-29');
    await t.moveClockTo('2028-01-31T18:05:00.000Z');
  }, START_MS);

  afterAll(() => termbook?.remove(), START_MS);

  it('that starts later takes licences, seats and its end before its first day, and owes only what was added', async () => {
    await t.expectOk(t.put(`/v1/subscriptions/${ids.leapAnnual}/licenses/ana`, undefined));
    const added = await t.expectOk(t.post(`/v1/subscriptions/${ids.leapAnnual}/seats`, { add: 3 }));
    const disabled = await t.post(`/v1/subscriptions/${ids.disabledEarly}/disable-auto-renew`, {});
    expect([disabled.status, disabled.body.late, disabled.body.endsOn]).toEqual([200, false, '2029-02-27']);
    const subscription = await t.subscription(ids.leapAnnual ?? '', (s) => s.revision === added.body.revision);
    expect(subscription.commitment).toEqual({
      totalMinor: 5 * 57_625,
      chargedMinor: 3 * 57_625,
      remainingMinor: 2 * 57_625,
      until: '2029-02-27',
    });
    expect(await t.charges(ids.leapMonthly ?? '')).toEqual([]);
  });

  it('owes its first charge from the first instant of its first day on', async () => {
    await t.moveClockTo('2028-02-29T07:59:59.999Z');
    expect([await t.charges(ids.leapMonthly ?? ''), (await t.charges(ids.leapAnnual ?? '')).length]).toEqual([[], 1]);
    await t.moveClockTo('2028-02-29T08:00:00.000Z');
    expect(amounts(await t.charges(ids.leapMonthly ?? ''))).toEqual([25_692]);
    expect(amounts(await t.charges(ids.leapAnnual ?? ''))).toEqual([172_875, 115_250]);
  });

  it(
    'never drifts from the day it started on, and is charged each term to the cent',
    async () => {
      await t.moveClockTo('2032-03-01T20:00:00.000Z');
      expect(await termOf(ids.lastOfMonth)).toEqual({ number: 5, startDate: '2032-01-31', endDate: '2033-01-30' });
      expect(await termOf(ids.leapMonthly)).toEqual({ number: 5, startDate: '2032-02-29', endDate: '2033-02-27' });
      expect(daysDue(await t.charges(ids.leapAnnual ?? ''))).toEqual([
        '2028-01-31',
        '2028-02-29',
        '2029-02-28',
        '2030-02-28',
        '2031-02-28',
        '2032-02-29',
      ]);
      const ofLast = await t.charges(ids.lastOfMonth ?? '');
      expect(daysDue(ofLast).slice(0, 14)).toEqual([
        '2028-01-31',
        '2028-02-29',
        '2028-03-31',
        '2028-04-30',
        '2028-05-31',
        '2028-06-30',
        '2028-07-31',
        '2028-08-31',
        '2028-09-30',
        '2028-10-31',
        '2028-11-30',
        '2028-12-31',
        '2029-01-31',
        '2029-02-28',
      ]);
      const ofLeap = await t.charges(ids.leapMonthly ?? '');
      expect(ofLeap).toHaveLength(4 * 12 + 1);
      for (const term of [1, 2, 3, 4]) {
        const inTerm = amounts(ofLeap.filter(({ termNumber }) => termNumber === term));
        expect(inTerm).toEqual([...Array(3).fill(25_692), ...Array(9).fill(25_691)]); // 308,295 in all
      }
    },
    YEARS_MS,
  );

  it('that is ordered again under its key, four years later, is the one that there is, and has the first answer', async () => {
    const again = await sendFirst();
    expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([201, 'true', first.body]);
    const listed = await t.expectOk(t.get(`/v1/subscriptions?productId=${ANNUAL_OPEN}&limit=200`));
    const ofOne = (listed.body.items as Json[]).filter(({ seats }) => seats === 1);
    expect(ofOne).toMatchObject([{ subscriptionId: first.body.subscriptionId, term: { number: 5 } }]);
  });

  it('that was disabled before its first day owes its whole term, and ends with it', async () => {
    expect(await t.subscription(ids.disabledEarly ?? '')).toMatchObject({
      status: 'ended',
      endsOn: '2029-02-27',
      commitment: { totalMinor: 246_636, chargedMinor: 246_636, remainingMinor: 0, until: '2029-02-27' },
    });
  });
});
