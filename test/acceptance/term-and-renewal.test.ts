import { QUEUE_BACKENDS } from '../support/backends.js';
import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';
import { type Json, problemOf, Scenario } from './scenario.js';

const ANNUAL_OPEN = '057O1-WW6525-L347'; // 576.25 USD
const MONTHLY_OPEN = '057O1-WW2545-T220'; // 616.59 USD
const START_MS = 120_000;

describe.each(QUEUE_BACKENDS)('on the %s queue, a subscription', (queue) => {
  let termbook: TermbookUnderTest;
  let t: Scenario;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    termbook = await startTermbook({ queue });
    t = new Scenario(termbook);
    await t.moveClockTo('2031-01-31T18:00:00.000Z'); // 10:00 in Los Angeles
    await t.registerReseller('acme');
    await t.registerCustomer('customer-1', 'acme');
  }, START_MS);

  afterAll(() => termbook?.remove(), START_MS);

  it('is pending until the vendor has activated it, and then has its term, cutoff and charge', async () => {
    ids.annual = await t.order({ resellerId: 'acme', customerId: 'customer-1', productId: ANNUAL_OPEN, quantity: 10 });
    ids.monthly = await t.order({ resellerId: 'acme', customerId: 'customer-1', productId: MONTHLY_OPEN, quantity: 3 });
    ids.inTime = await t.order({ resellerId: 'acme', customerId: 'customer-1', productId: ANNUAL_OPEN, quantity: 1 });
    ids.late = await t.order({ resellerId: 'acme', customerId: 'customer-1', productId: ANNUAL_OPEN, quantity: 1 });
    expect((await t.subscription(ids.annual)).status).toBe('pending');
    await t.moveClockTo('2031-01-31T18:05:00.000Z');
    expect(await t.subscription(ids.annual)).toMatchObject({
      status: 'active',
      attempt: 1,
      productId: ANNUAL_OPEN,
      productName: 'AutoCAD LT',
      period: 'annual',
      supportLevel: 'basic',
      seats: 10,
      seatsAtRenewal: 10,
      planAtRenewal: ANNUAL_OPEN,
      assignedLicenses: 0,
      autoRenew: true,
      endsOn: null,
      updatesEntitled: false,
      supportContact: 'support@acme.example',
      term: { number: 1, startDate: '2031-01-31', endDate: '2032-01-30' },
      cutoff: {
        date: '2032-01-23',
        instant: '2032-01-24T07:59:59.999Z',
        calendar: 'US',
        timeZone: 'America/Los_Angeles',
        holidays: [],
      },
      price: { amountMinor: 57625, currency: 'USD' },
      commitment: { totalMinor: 576250, chargedMinor: 576250, remainingMinor: 0, until: '2032-01-30' },
      vendorError: null,
      replaces: null,
      replacedBy: null,
    });
    expect(await t.charges(ids.annual)).toEqual([
      {
        subscriptionId: ids.annual,
        kind: 'term',
        termNumber: 1,
        dueOn: '2031-01-31',
        amount: { amountMinor: 576250, currency: 'USD' },
      },
    ]);
  });

  it('pays a monthly term in twelve instalments that add up, on clamped days', async () => {
    await t.moveClockTo('2031-05-15T12:00:00.000Z');
    expect(
      (await t.charges(ids.monthly ?? '')).map((c) => [c.instalmentNumber, c.dueOn, (c.amount as Json).amountMinor]),
    ).toEqual([
      [1, '2031-01-31', 15415],
      [2, '2031-02-28', 15415],
      [3, '2031-03-31', 15415],
      [4, '2031-04-30', 15415],
    ]);
    expect((await t.subscription(ids.monthly ?? '')).commitment).toEqual({
      totalMinor: 184977,
      chargedMinor: 61660,
      remainingMinor: 123317,
      until: '2032-01-30',
    });
  });

  it('prorates added seats by day and takes a reduction at the renewal only', async () => {
    const id = ids.annual ?? '';
    const added = await t.post(`/v1/subscriptions/${id}/seats`, { add: 2 });
    expect(added.status).toBe(200);
    // 2031-05-15 to 2032-01-30, both included, is 261 days of 365: 57625 × 2 × 261 ÷ 365 = 82411.64…
    await t.expectOk(t.put(`/v1/subscriptions/${id}/seats-at-renewal`, { seats: 5 }));
    expect(await t.subscription(id, (s) => s.seatsAtRenewal === 5)).toMatchObject({ seats: 12, seatsAtRenewal: 5 });
    expect((await t.charges(id)).at(-1)).toEqual({
      subscriptionId: id,
      kind: 'seats',
      termNumber: 1,
      dueOn: '2031-05-15',
      amount: { amountMinor: 82412, currency: 'USD' },
    });
  });

  it('may not be disabled while a licence is assigned, and then is disabled in time', async () => {
    const id = ids.inTime ?? '';
    await t.expectOk(t.put(`/v1/subscriptions/${id}/licenses/ana`, undefined));
    const refused = await t.post(`/v1/subscriptions/${id}/disable-auto-renew`, {});
    expect([...problemOf(refused), refused.body.assigned]).toEqual([409, 'licenses-still-assigned', 1]);
    await t.expectOk(t.send('DELETE', `/v1/subscriptions/${id}/licenses/ana`));
    const disabled = await t.post(`/v1/subscriptions/${id}/disable-auto-renew`, {});
    expect([disabled.status, disabled.body.late, disabled.body.endsOn]).toEqual([200, false, '2032-01-30']);
  });

  it('is refused a refund and a second thought', async () => {
    const id = ids.inTime ?? '';
    expect(problemOf(await t.post(`/v1/subscriptions/${id}/refund`, {}))).toEqual([422, 'refunds-not-permitted']);
    expect(problemOf(await t.post(`/v1/subscriptions/${id}/enable-auto-renew`, {}))).toEqual([
      422,
      'disable-is-irrevocable',
    ]);
  });

  it('renews once more when it is disabled a millisecond late', async () => {
    await t.moveClockTo('2032-01-24T08:00:00.000Z');
    const refused = await t.post(`/v1/subscriptions/${ids.late}/disable-auto-renew`, { ifLate: 'refuse' });
    expect(problemOf(refused)).toEqual([422, 'cutoff-passed']);
    const late = await t.post(`/v1/subscriptions/${ids.late}/disable-auto-renew`, {});
    expect([late.status, late.body.late, late.body.endsOn]).toEqual([200, true, '2033-01-30']);
  });

  it('renews with the price, the seats and the plan that hold then, and ends where it was disabled', async () => {
    await t.expectOk(t.put(`/v1/subscriptions/${ids.monthly}/plan-at-renewal`, { productId: ANNUAL_OPEN }));
    const plan = (await t.get(`/v1/service-plans/${ANNUAL_OPEN}`)).body;
    await t.expectOk(
      t.put(`/v1/service-plans/${ANNUAL_OPEN}`, {
        productName: plan.productName,
        period: plan.period,
        supportLevel: plan.supportLevel,
        catalogue: plan.catalogue,
        price: { amountMinor: 60000, currency: 'USD' },
      }),
    );
    await t.expectOk(t.send('DELETE', `/v1/service-plans/${ANNUAL_OPEN}`));
    await t.moveClockTo('2032-02-15T12:00:00.000Z');
    expect(await t.subscription(ids.annual ?? '')).toMatchObject({
      status: 'active',
      seats: 5,
      price: { amountMinor: 60000, currency: 'USD' },
      term: { number: 2, startDate: '2032-01-31', endDate: '2033-01-30' },
      commitment: { totalMinor: 300000, chargedMinor: 300000, remainingMinor: 0, until: '2033-01-30' },
    });
    expect(await t.subscription(ids.monthly ?? '')).toMatchObject({
      status: 'active',
      productId: ANNUAL_OPEN,
      period: 'annual',
      commitment: { totalMinor: 180000, chargedMinor: 180000, remainingMinor: 0, until: '2033-01-30' },
    });
    expect(await t.subscription(ids.inTime ?? '')).toMatchObject({
      status: 'ended',
      endsOn: '2032-01-30',
      term: { number: 1 },
    });
    expect(await t.subscription(ids.late ?? '')).toMatchObject({
      status: 'active',
      autoRenew: false,
      endsOn: '2033-01-30',
      term: { number: 2 },
    });
    expect(await t.historyTypes(ids.late ?? '')).toEqual([
      'SubscriptionOrdered',
      'SubscriptionActivated',
      'RenewalCutoffPassed',
      'AutoRenewDisabled',
      'SubscriptionRenewed',
    ]);
  });

  it('of which nothing changes once it ended', async () => {
    await t.moveClockTo('2033-02-15T12:00:00.000Z');
    expect(await t.subscription(ids.late ?? '')).toMatchObject({ status: 'ended', endsOn: '2033-01-30' });
    const refused = await t.post(`/v1/subscriptions/${ids.late}/seats`, { add: 1 });
    expect(problemOf(refused)).toEqual([409, 'not-active']);
  });
});
