import { eventually } from '../support/eventually.js';
import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';
import { type Json, problemOf, Scenario } from './scenario.js';

const OPEN = '057O1-WW6525-L347';
const SPECIALIZED = '829N1-WW3740-L562';
const START_MS = 120_000;

describe('a reseller', () => {
  let termbook: TermbookUnderTest;
  let t: Scenario;

  const items = async (path: string): Promise<Json[]> => (await t.expectOk(t.get(path))).body.items as Json[];
  const order = (body: Json) =>
    t.post('/v1/orders', {
      resellerId: 'open',
      customerId: 'open-1',
      productId: OPEN,
      quantity: 1,
      poNumber: 'PO-1',
      ...body,
    });

  beforeAll(async () => {
    termbook = await startTermbook();
    t = new Scenario(termbook);
    await t.moveClockTo('2032-02-29T20:00:00.000Z');
    await t.registerReseller('open');
    await t.registerReseller('certified', '0070170000');
    await t.registerReseller('rejected', '0070179999');
    await t.registerReseller('revoked', '0070178888');
    await t.registerCustomer('open-1', 'open');
    await t.registerCustomer('certified-1', 'certified');
  }, START_MS);

  afterAll(() => termbook?.remove(), START_MS);

  it('has a pending CSN until the vendor has answered', async () => {
    await eventually(async () => (await t.get('/v1/resellers/certified')).body.csnStatus === 'pending');
    const refused = await order({ resellerId: 'certified', customerId: 'certified-1', productId: SPECIALIZED });
    expect(problemOf(refused)).toEqual([422, 'csn-required']);
    await t.moveClockTo('2032-02-29T20:02:00.000Z');
    expect((await t.get('/v1/resellers/certified')).body.csnStatus).toBe('verified');
    expect((await t.get('/v1/resellers/rejected')).body.csnStatus).toBe('rejected');
    expect((await t.get('/v1/resellers/revoked')).body.csnStatus).toBe('verified');
    expect((await t.get('/v1/resellers/open')).body.csnStatus).toBe('none');
  });

  it('sees only Open plans without a verified CSN, and all 48 with one', async () => {
    const open = await items('/v1/catalogue?resellerId=open&limit=200');
    expect(new Set(open.map((item) => item.catalogue))).toEqual(new Set(['open']));
    expect(await items('/v1/catalogue?resellerId=certified&limit=200')).toHaveLength(48);
  });

  it('is led by the wizard to one plan, in steps that all lead somewhere', async () => {
    const first = (await t.expectOk(t.get('/v1/catalogue/choices?resellerId=open'))).body;
    expect([first.next, first.plan]).toEqual(['product', null]);
    expect(first.choices).toContain('AutoCAD LT');
    expect(first.choices).not.toContain('Revit');
    const second = (await t.expectOk(t.get('/v1/catalogue/choices?resellerId=open&product=AutoCAD%20LT'))).body;
    expect([second.next, second.choices]).toEqual(['period', ['annual', 'monthly']]);
    const third = (await t.expectOk(t.get('/v1/catalogue/choices?resellerId=open&product=AutoCAD%20LT&period=annual')))
      .body;
    expect([third.next, third.choices]).toEqual(['supportLevel', ['basic', 'advanced']]);
    const last = (
      await t.expectOk(
        t.get('/v1/catalogue/choices?resellerId=open&product=AutoCAD%20LT&period=annual&supportLevel=basic'),
      )
    ).body;
    expect(last.next).toBeNull();
    expect(last.plan).toEqual({
      productId: OPEN,
      productName: 'AutoCAD LT',
      period: 'annual',
      supportLevel: 'basic',
      catalogue: 'open',
      price: { amountMinor: 57625, currency: 'USD' },
    });
  });

  it.each(['057O1-WW6525-L347', '057O1WW6525L347', '057o1ww6525l347', ' 057o1-ww6525-l347 '])(
    'may write the product ID as "%s"',
    async (productId) => {
      const preview = await t.post('/v1/orders/preview', {
        resellerId: 'open',
        customerId: 'open-1',
        productId,
        quantity: 2,
        poNumber: 'PO-1',
      });
      expect([preview.status, preview.body.refundable]).toEqual([200, false]);
    },
  );

  it.each([
    ['an unknown plan', { productId: '999Z9-WW9999-Z999' }, [422, 'plan-not-available']],
    ['a product ID of 14 characters', { productId: '057O1-WW6525-L34' }, [400, 'invalid-request']],
    ['a Specialized plan without a CSN', { productId: SPECIALIZED }, [422, 'csn-required']],
    ['no seat', { quantity: 0 }, [400, 'invalid-request']],
    ['a seat too many', { quantity: 1000 }, [422, 'seat-limit-exceeded']],
    ['half a seat', { quantity: 1.5 }, [400, 'invalid-request']],
    ['a number as text', { quantity: '2' }, [400, 'invalid-request']],
    ['no such customer', { customerId: 'nobody' }, [404, 'not-found']],
    ['no such reseller', { resellerId: 'nobody' }, [404, 'not-found']],
    ['a customer of another reseller', { customerId: 'certified-1' }, [422, 'customer-of-another-reseller']],
    ['a day that is none', { startDate: '2032-02-30' }, [400, 'invalid-request']],
    ['yesterday', { startDate: '2032-02-28' }, [422, 'start-date-out-of-range']],
    ['the 32nd day', { startDate: '2032-03-31' }, [422, 'start-date-out-of-range']],
    ['a field that nobody knows', { discount: 5 }, [400, 'invalid-request']],
  ])('is refused an order with %s', async (_what, body, problem) => {
    expect(problemOf(await order(body))).toEqual(problem);
  });

  it('may start on the 31st day, the order date counted', async () => {
    expect((await order({ startDate: '2032-03-30' })).status).toBe(201);
  });

  it.each(['{"resellerId":', '[]', '"text"', '{"__proto__":{"admin":true}}'])(
    'gets a clear 400 for the body %s',
    async (body) => {
      expect(problemOf(await t.post('/v1/orders', body))).toEqual([400, 'invalid-request']);
    },
  );

  it('must name a key on every order', async () => {
    const answer = await t.send('POST', '/v1/orders', {});
    expect(problemOf(answer)).toEqual([400, 'idempotency-key-missing']);
  });

  it('has one cart, whose checkout is one subscription, of which a second checkout is told', async () => {
    await t.expectOk(t.put('/v1/customers/open-1/cart', { productId: OPEN, quantity: 4 }));
    const one = await t.expectOk(t.post('/v1/customers/open-1/cart/checkout', { poNumber: 'PO-CART' }));
    expect(one.status).toBe(201);
    const other = await t.post('/v1/customers/open-1/cart/checkout', { poNumber: 'PO-CART' });
    expect([...problemOf(other), other.body.subscriptionId]).toEqual([409, 'cart-empty', one.body.subscriptionId]);
    expect(await t.subscription(String(one.body.subscriptionId))).toMatchObject({ seats: 4, poNumber: 'PO-CART' });
  });

  it('is told of a likely duplicate customer, and may confirm that it is none', async () => {
    const twin = {
      resellerId: 'open',
      name: 'CUSTOMER,  open 1',
      postalCode: '94103',
      country: 'US',
      address: '2 Other Street',
    };
    expect(problemOf(await t.put('/v1/customers/open-2', twin))).toEqual([409, 'duplicate-customer']);
    expect((await t.put('/v1/customers/open-2', { ...twin, confirmDistinct: true })).status).toBe(201);
  });

  it('loses Specialized orders, not subscriptions, when its CSN is revoked', async () => {
    await t.registerCustomer('revoked-1', 'revoked');
    const id = await t.order({ resellerId: 'revoked', customerId: 'revoked-1', productId: SPECIALIZED, quantity: 1 });
    await t.moveClockTo('2032-03-02T20:00:00.000Z');
    expect((await t.get('/v1/resellers/revoked')).body.csnStatus).toBe('revoked');
    expect(await t.subscription(id)).toMatchObject({
      status: 'active',
      updatesEntitled: false,
      term: { number: 1, startDate: '2032-02-29', endDate: '2033-02-27' },
    });
    const refused = await order({ resellerId: 'revoked', customerId: 'revoked-1', productId: SPECIALIZED });
    expect(problemOf(refused)).toEqual([422, 'csn-required']);
    await t.moveClockTo('2036-03-01T20:00:00.000Z');
    expect(await t.subscription(id)).toMatchObject({
      status: 'active',
      term: { number: 5, startDate: '2036-02-29', endDate: '2037-02-27' },
    });
  });

  it('sees an order that failed at the vendor, corrects it, and replaces what can never be resubmitted', async () => {
    const body = { resellerId: 'open', customerId: 'open-1', productId: OPEN, quantity: 1 };
    const failed = await t.order({ ...body, poNumber: 'FAIL-1' });
    const dead = await t.order({ ...body, poNumber: 'FAIL70-1' });
    const reviewed = await t.order({ ...body, poNumber: 'REVIEW-1' });
    await t.moveClockTo('2036-03-01T21:00:00.000Z');
    expect(await t.subscription(failed)).toMatchObject({
      status: 'not-provisioned',
      vendorError: { code: 12 },
      attempt: 1,
    });
    expect(await t.subscription(reviewed)).toMatchObject({ status: 'in-review', term: null, cutoff: null });
    expect(problemOf(await t.post(`/v1/subscriptions/${dead}/resubmit`, { poNumber: 'PO-2' }))).toEqual([
      409,
      'resubmission-not-possible',
    ]);
    await t.expectOk(t.post(`/v1/subscriptions/${failed}/resubmit`, { poNumber: 'PO-2' }));
    const replaced = await t.expectOk(t.post(`/v1/subscriptions/${dead}/replace`, { poNumber: 'PO-3' }));
    expect(replaced.status).toBe(201);
    await t.moveClockTo('2036-03-04T21:00:00.000Z');
    const before = await t.subscription(dead);
    expect(await t.subscription(failed)).toMatchObject({ status: 'active', attempt: 2, poNumber: 'PO-2' });
    expect(await t.subscription(reviewed)).toMatchObject({ status: 'active', term: { startDate: '2036-03-03' } });
    expect(before).toMatchObject({ status: 'replaced', replacedBy: replaced.body.subscriptionId });
    expect(await t.subscription(String(replaced.body.subscriptionId))).toMatchObject({
      status: 'active',
      replaces: dead,
      poNumber: 'PO-3',
    });
    expect(replaced.body.trackingId).not.toBe(before.trackingId);
  });
});
