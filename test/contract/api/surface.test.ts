import { eventually } from '../../support/eventually.js';
import { type Answer, ApiUnderTest, type Json, problemOf } from './running-api.js';

const ANNUAL = '057O1-WW6525-L347';
const MONTHLY = '057O1-WW2545-T220';
const SPECIALIZED = '829N1-WW3740-L562';

let t: ApiUnderTest;

const plan = (body: Json = {}) => ({
  productName: 'AutoCAD LT',
  period: 'annual',
  supportLevel: 'basic',
  catalogue: 'open',
  price: { amountMinor: 57_625, currency: 'USD' },
  ...body,
});

/** Waits until the read models have it. */
const seen = (path: string, holds: (body: Json) => boolean = () => true): Promise<Answer> =>
  eventually(async () => {
    const answer = await t.get(path);
    return answer.status === 200 && holds(answer.body) && answer;
  });

const written = { revision: expect.any(Number), position: expect.any(String) };
let orders = 0;

async function order(body: Json = {}): Promise<string> {
  orders += 1;
  const asked = { resellerId: 'r-1', customerId: 'c-1', productId: ANNUAL, quantity: 3, poNumber: 'PO-1', ...body };
  const answer = await t.post('/v1/orders', asked, `order-${orders}`);
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body.subscriptionId);
}

async function activeOrder(body: Json = {}): Promise<string> {
  const subscriptionId = await order(body);
  await t.activate(subscriptionId);
  await seen(`/v1/subscriptions/${subscriptionId}`, ({ status }) => status === 'active');
  return subscriptionId;
}

beforeAll(async () => {
  t = await ApiUnderTest.start();
  await t.put('/v1/resellers/r-1', { name: 'Northwind', country: 'us', supportEmail: 'help@northwind.example' });
  const customer = { resellerId: 'r-1', name: 'Ada', postalCode: '80331', country: 'DE', address: 'Weg 1' };
  await t.put('/v1/customers/c-1', customer);
  await t.put(`/v1/service-plans/${ANNUAL}`, plan());
  await t.put(`/v1/service-plans/${MONTHLY}`, plan({ period: 'monthly' }));
  await t.put(`/v1/service-plans/${SPECIALIZED}`, plan({ productName: 'Revit', catalogue: 'specialized' }));
  await seen(`/v1/service-plans/${SPECIALIZED}`);
}, 120_000);

afterAll(() => t?.stop(), 30_000);

describe('resellers', () => {
  const body = { name: ' Gradient ', country: 'de', supportEmail: 'help@gradient.example' };
  const answer = { resellerId: 'r-2', name: 'Gradient', country: 'DE', supportEmail: 'help@gradient.example' };

  it('are registered with 201, and changed or left alone with 200', async () => {
    const created = await t.put('/v1/resellers/r-2', body);
    expect([created.status, created.body]).toEqual([201, { ...answer, csnStatus: 'none', ...written }]);
    expect(created.headers.get('etag')).toBe(`"${created.body.revision}"`);
    const same = await t.put('/v1/resellers/r-2', body);
    expect([same.status, same.body]).toEqual([200, created.body]);
    const changed = await t.put('/v1/resellers/r-2', { ...body, country: 'AT' });
    expect([changed.status, changed.body.country, changed.headers.get('etag')]).toEqual([200, 'AT', '"1"']);
  });

  it('register a CSN, and can be read', async () => {
    const { body: pending } = await t.put('/v1/resellers/r-2/csn', { csn: '0070012345' });
    expect(pending).toEqual({ resellerId: 'r-2', csnStatus: 'pending', ...written });
    const { body: read } = await seen('/v1/resellers/r-2', ({ csnStatus }) => csnStatus === 'pending');
    expect(read).toEqual({ ...answer, country: 'AT', csn: '0070012345', csnStatus: 'pending', ...written });
  });

  it('that nobody knows are not found', async () => {
    expect(problemOf(await t.get('/v1/resellers/nobody'))).toEqual([404, 'not-found']);
    expect(problemOf(await t.put('/v1/resellers/nobody/csn', { csn: '0070012345' }))).toEqual([404, 'not-found']);
  });
});

describe('customers', () => {
  it('are registered, and read with what is personal', async () => {
    const body = { resellerId: 'r-1', name: 'Grace', postalCode: '1', country: 'US', csn: '0070012345' };
    const { status, body: answer } = await t.put('/v1/customers/c-2', body);
    expect([status, answer]).toEqual([201, { id: 'c-2', ...written }]);
    const { body: read } = await seen('/v1/customers/c-2');
    expect(read).toEqual({ customerId: 'c-2', ...body, address: null, ...written });
  });

  it('may not be somebody who is there already, unless confirmed', async () => {
    const twin = { resellerId: 'r-1', name: 'ADA!', postalCode: ' 80331', country: 'DE', address: 'Gasse 2' };
    const refused = await t.put('/v1/customers/c-3', twin);
    expect([...problemOf(refused), refused.body.existingCustomerId]).toEqual([409, 'duplicate-customer', 'c-1']);
    expect((await t.put('/v1/customers/c-3', { ...twin, confirmDistinct: true })).status).toBe(201);
  });
});

describe('service plans', () => {
  it('are listed, repriced, withdrawn and listed again', async () => {
    const path = '/v1/service-plans/128o1ww3855l941';
    const item = { productId: '128O1-WW3855-L941', ...plan() };
    const listed = await t.put(path, plan());
    expect([listed.status, listed.body]).toEqual([201, { id: item.productId, ...item, ...written }]);
    const price = { amountMinor: 1, currency: 'USD' };
    const repriced = await t.put(path, plan({ price }));
    expect([repriced.status, repriced.body.price]).toEqual([200, price]);
    const differs = await t.put(path, plan({ supportLevel: 'advanced' }));
    expect([...problemOf(differs), differs.body.differing]).toEqual([409, 'plan-differs', ['supportLevel']]);
    const withdrawn = await t.delete(path);
    expect([withdrawn.status, withdrawn.body]).toEqual([200, { id: item.productId, ...written }]);
    expect((await seen(path, ({ onSale }) => onSale === false)).body).toEqual({
      ...item,
      price,
      onSale: false,
      ...written,
    });
    expect((await t.put(path, plan())).status).toBe(200);
    await t.delete(path);
    await seen(path, ({ onSale, revision }) => onSale === false && revision === 4);
  });
});

describe('the catalogue', () => {
  it('is what this reseller may buy', async () => {
    const { body } = await seen('/v1/catalogue?resellerId=r-1&period=annual');
    expect(body).toEqual({ items: [{ productId: ANNUAL, ...plan() }], nextCursor: null, position: expect.any(String) });
  });

  it('is walked page by page, and by the wizard', async () => {
    const first = await t.get('/v1/catalogue?resellerId=r-1&limit=1');
    const cursor = encodeURIComponent(String(first.body.nextCursor));
    const second = await t.get(`/v1/catalogue?resellerId=r-1&limit=1&cursor=${cursor}`);
    expect([first.body.items, second.body.items].flat()).toHaveLength(2);
    expect((await t.get('/v1/catalogue/choices?resellerId=r-1')).body).toEqual({
      next: 'period',
      choices: ['annual', 'monthly'],
      plan: null,
      position: expect.any(String),
    });
    expect((await t.get('/v1/catalogue/choices?resellerId=r-1&period=monthly')).body).toMatchObject({
      next: null,
      plan: { productId: MONTHLY },
    });
  });
});

describe('a cart', () => {
  const path = '/v1/customers/c-1/cart';

  it('is empty, holds one plan, and becomes one subscription', async () => {
    await seen('/v1/customers/c-1');
    expect((await t.get(path)).body).toMatchObject({ customerId: 'c-1', item: null, cost: null });
    const item = { productId: ANNUAL, ...plan() };
    const cost = { amountMinor: 2 * 57_625, currency: 'USD' };
    const cart = { customerId: 'c-1', resellerId: 'r-1', item, quantity: 2, cost };
    const placed = await t.put(path, { productId: ANNUAL, quantity: 2 });
    expect([placed.status, placed.body]).toEqual([200, { ...cart, ...written }]);
    expect((await seen(path, ({ quantity }) => quantity === 2)).body).toEqual({ ...cart, ...written });
    const out = await t.post(`${path}/checkout`, { poNumber: 'PO-C' }, 'checkout-1');
    expect([out.status, out.body.status]).toEqual([201, 'pending']);
    const again = await t.post(`${path}/checkout`, { poNumber: 'PO-C' }, 'checkout-2');
    expect([...problemOf(again), again.body.subscriptionId]).toEqual([409, 'cart-empty', out.body.subscriptionId]);
    const replayed = await t.post(`${path}/checkout`, { poNumber: 'PO-C' }, 'checkout-1');
    expect([replayed.status, replayed.body, replayed.headers.get('idempotency-replayed')]).toEqual([
      201,
      out.body,
      'true',
    ]);
  });

  it('is emptied', async () => {
    await t.put(path, { productId: ANNUAL, quantity: 2 });
    expect((await t.delete(path)).body).toEqual({ id: 'c-1', ...written });
    expect((await t.delete(path)).status).toBe(200);
  });
});

describe('an order', () => {
  it('is previewed: what it comes to, and that there are no refunds', async () => {
    const asked = { resellerId: 'r-1', customerId: 'c-1', productId: MONTHLY, quantity: 2, poNumber: 'PO-1' };
    const { status, body } = await t.send('POST', '/v1/orders/preview', asked);
    expect(status).toBe(200);
    expect(body).toMatchObject({ productId: MONTHLY, quantity: 2, term: { number: 1 }, refundable: false });
    expect(body.commitment).toMatchObject({ totalMinor: 115_250 });
    expect(body.charges).toHaveLength(12);
    expect(body.cutoff).toMatchObject({ calendar: 'US', timeZone: 'America/Los_Angeles' });
  });

  it('is one, however often it is sent', async () => {
    const asked = { resellerId: 'r-1', customerId: 'c-1', productId: ANNUAL, quantity: 1, poNumber: 'PO-8' };
    const all = await Promise.all(Array.from({ length: 8 }, () => t.post('/v1/orders', asked, 'eight')));
    expect(new Set(all.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(all.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    const other = await t.post('/v1/orders', { ...asked, quantity: 2 }, 'eight');
    expect(problemOf(other)).toEqual([422, 'idempotency-key-reused']);
  });

  it('that failed is resubmitted, replaced or closed', async () => {
    const [first, second, third] = await Promise.all([order(), order(), order()]);
    await Promise.all([t.fail(first, 12), t.fail(second, 70), t.fail(third, 12)]);
    const resubmitted = await t.post(`/v1/subscriptions/${first}/resubmit`, { poNumber: 'PO-2' }, 'resubmit');
    expect(resubmitted.body).toMatchObject({ id: first, status: 'pending', attempt: 2, ...written });
    const never = await t.post(`/v1/subscriptions/${second}/resubmit`, {}, 'never');
    expect(problemOf(never)).toEqual([409, 'resubmission-not-possible']);
    expect(never.body).toMatchObject({ subscriptionStatus: 'not-provisioned', vendorError: { code: 70 } });
    const replaced = await t.post(`/v1/subscriptions/${second}/replace`, { quantity: 2 }, 'replace');
    expect([replaced.status, replaced.body.status]).toEqual([201, 'pending']);
    const { body } = await seen(`/v1/subscriptions/${second}`, ({ status }) => status === 'replaced');
    expect(body.replacedBy).toBe(replaced.body.subscriptionId);
    const closed = await t.post(`/v1/subscriptions/${third}/close`, { reason: 'given up' }, 'close');
    expect([closed.status, closed.body]).toEqual([200, { id: third, status: 'closed', ...written }]);
  });
});

describe('an active subscription', () => {
  it('assigns and unassigns licences', async () => {
    const id = await activeOrder();
    const path = `/v1/subscriptions/${id}/licenses`;
    const assigned = await t.put(`${path}/ada%40x.example`, {});
    expect([assigned.status, assigned.body]).toEqual([200, { id, ...written }]);
    await t.put(`${path}/grace`, undefined);
    const { body } = await seen(path, ({ items }) => (items as Json[]).length === 2);
    expect((body.items as Json[]).map(({ endUserId }) => endUserId)).toEqual(['ada@x.example', 'grace']);
    const one = await t.get(`${path}?limit=1`);
    const rest = await t.get(`${path}?cursor=${one.body.nextCursor}`);
    expect((rest.body.items as Json[]).map(({ endUserId }) => endUserId)).toEqual(['grace']);
    const refused = await t.post(`/v1/subscriptions/${id}/disable-auto-renew`, {}, `disable-${id}`);
    expect([...problemOf(refused), refused.body.assigned]).toEqual([409, 'licenses-still-assigned', 2]);
    await t.put(`${path}/alan`, undefined);
    await seen(path, ({ items }) => (items as Json[]).length === 3);
    const two = await t.get(`${path}?limit=2`);
    expect((await t.delete(`${path}/grace`)).status).toBe(200);
    expect((await t.delete(`${path}/grace`)).status).toBe(200);
    await seen(path, ({ items }) => (items as Json[]).length === 2);
    const behindTheGone = await t.get(`${path}?cursor=${two.body.nextCursor}`);
    expect((behindTheGone.body.items as Json[]).map(({ endUserId }) => endUserId)).toEqual(['alan']);
  });

  it('adds seats, and changes seats and plan at renewal', async () => {
    const id = await activeOrder();
    const path = `/v1/subscriptions/${id}`;
    expect((await t.post(`${path}/seats`, { add: 2 }, `seats-${id}`)).body).toEqual({ id, seats: 5, ...written });
    const over = await t.post(`${path}/seats`, { add: 1e300 }, `over-${id}`);
    expect(problemOf(over)).toEqual([422, 'seat-limit-exceeded']);
    expect((await t.put(`${path}/seats-at-renewal`, { seats: 4 })).body).toEqual({
      id,
      seats: 5,
      seatsAtRenewal: 4,
      ...written,
    });
    expect((await t.put(`${path}/plan-at-renewal`, { productId: MONTHLY })).body).toMatchObject({
      planAtRenewal: MONTHLY,
    });
    const { body } = await seen(path, ({ planAtRenewal }) => planAtRenewal === MONTHLY);
    expect(body).toMatchObject({ seats: 5, seatsAtRenewal: 4, productId: ANNUAL, planAtRenewal: MONTHLY });
  });

  it('disables auto-renewal once and for all', async () => {
    const id = await activeOrder();
    const path = `/v1/subscriptions/${id}`;
    const { body: before } = await seen(path);
    const { status, body } = await t.post(`${path}/disable-auto-renew`, {}, `disable-${id}`);
    const { endDate } = before.term as Json;
    expect([status, body]).toEqual([200, { late: false, endsOn: endDate, cutoff: before.cutoff, ...written }]);
    const enabled = await t.post(`${path}/enable-auto-renew`, {}, `enable-${id}`);
    expect(problemOf(enabled)).toEqual([422, 'disable-is-irrevocable']);
    expect(problemOf(await t.send('POST', `${path}/refund`))).toEqual([422, 'refunds-not-permitted']);
    const switching = await t.put(`${path}/plan-at-renewal`, { productId: MONTHLY });
    expect([...problemOf(switching), switching.body.endsOn]).toEqual([409, 'no-renewal-follows', endDate]);
  });

  it('has charges and a history', async () => {
    const id = await activeOrder();
    const charge = { kind: 'term', termNumber: 1, amount: { amountMinor: 172_875, currency: 'USD' } };
    const { body } = await seen(`/v1/subscriptions/${id}/charges`);
    expect(body).toEqual({
      items: [{ subscriptionId: id, ...charge, dueOn: expect.any(String) }],
      nextCursor: null,
      position: expect.any(String),
    });
    expect((await t.get('/v1/charges?resellerId=r-1&limit=1')).body.items).toHaveLength(1);
    const history = await t.get(`/v1/subscriptions/${id}/history?limit=1`);
    expect(history.body.items).toMatchObject([{ type: 'SubscriptionOrdered', actor: 'admin:admin-1', revision: 0 }]);
    const rest = await t.get(`/v1/subscriptions/${id}/history?cursor=${history.body.nextCursor}`);
    expect(rest.body).toMatchObject({ items: [{ type: 'SubscriptionActivated' }], nextCursor: null });
  });

  it('is found by what it is', async () => {
    const id = await activeOrder({ poNumber: 'PO-FIND' });
    const found = await t.get(`/v1/subscriptions?poNumber=PO-FIND&status=active&productId=057o1ww6525l347&limit=200`);
    expect((found.body.items as Json[]).map(({ subscriptionId }) => subscriptionId)).toEqual([id]);
  });
});

describe('what nobody knows', () => {
  const nobody = '11111111-1111-5111-8111-111111111111';

  it.each([
    ['GET', `/v1/subscriptions/${nobody}`],
    ['GET', '/v1/subscriptions/no-uuid'],
    ['GET', `/v1/subscriptions/${nobody}/charges`],
    ['GET', `/v1/subscriptions/${nobody}/licenses`],
    ['GET', `/v1/subscriptions/${nobody}/history`],
    ['GET', '/v1/customers/nobody'],
    ['GET', '/v1/customers/nobody/cart'],
    ['GET', '/v1/catalogue?resellerId=nobody'],
    ['GET', '/v1/catalogue/choices?resellerId=nobody'],
    ['GET', '/v1/service-plans/999Z9-WW9999-Z999'],
    ['PUT', `/v1/subscriptions/${nobody}/licenses/ada`],
    ['DELETE', '/v1/service-plans/999Z9-WW9999-Z999'],
  ])('is not found by %s %s', async (method, path) => {
    expect(problemOf(await t.send(method, path))).toEqual([404, 'not-found']);
  });
});
