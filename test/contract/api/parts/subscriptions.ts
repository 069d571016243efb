import { ANNUAL, MONTHLY, openMarket, written } from '../market.js';
import { ApiUnderTest, type Json, problemOf } from '../running-api.js';

let t: ApiUnderTest;
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
  await t.seen(`/v1/subscriptions/${subscriptionId}`, ({ status }) => status === 'active');
  return subscriptionId;
}

/** From the order to its end. */
export function subscriptions(api: () => ApiUnderTest): void {
  describe('the surface', () => {
    beforeAll(async () => {
      t = api();
      await openMarket(t);
    }, 30_000);

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
        const { body } = await t.seen(`/v1/subscriptions/${second}`, ({ status }) => status === 'replaced');
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
        const { body } = await t.seen(path, ({ items }) => (items as Json[]).length === 2);
        expect((body.items as Json[]).map(({ endUserId }) => endUserId)).toEqual(['ada@x.example', 'grace']);
        const one = await t.get(`${path}?limit=1`);
        const rest = await t.get(`${path}?cursor=${one.body.nextCursor}`);
        expect((rest.body.items as Json[]).map(({ endUserId }) => endUserId)).toEqual(['grace']);
        const refused = await t.post(`/v1/subscriptions/${id}/disable-auto-renew`, {}, `disable-${id}`);
        expect([...problemOf(refused), refused.body.assigned]).toEqual([409, 'licenses-still-assigned', 2]);
        await t.put(`${path}/alan`, undefined);
        await t.seen(path, ({ items }) => (items as Json[]).length === 3);
        const two = await t.get(`${path}?limit=2`);
        expect((await t.delete(`${path}/grace`)).status).toBe(200);
        expect((await t.delete(`${path}/grace`)).status).toBe(200);
        await t.seen(path, ({ items }) => (items as Json[]).length === 2);
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
        const { body } = await t.seen(path, ({ planAtRenewal }) => planAtRenewal === MONTHLY);
        expect(body).toMatchObject({ seats: 5, seatsAtRenewal: 4, productId: ANNUAL, planAtRenewal: MONTHLY });
      });

      it('disables auto-renewal once and for all', async () => {
        const id = await activeOrder();
        const path = `/v1/subscriptions/${id}`;
        const { body: before } = await t.seen(path);
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
        const { body } = await t.seen(`/v1/subscriptions/${id}/charges`);
        expect(body).toEqual({
          items: [{ subscriptionId: id, ...charge, dueOn: expect.any(String) }],
          nextCursor: null,
          position: expect.any(String),
        });
        expect((await t.get('/v1/charges?resellerId=r-1&limit=1')).body.items).toHaveLength(1);
        const history = await t.get(`/v1/subscriptions/${id}/history?limit=1`);
        expect(history.body.items).toMatchObject([
          { type: 'SubscriptionOrdered', actor: 'admin:admin-1', revision: 0 },
        ]);
        const rest = await t.get(`/v1/subscriptions/${id}/history?cursor=${history.body.nextCursor}`);
        expect(rest.body).toMatchObject({ items: [{ type: 'SubscriptionActivated' }], nextCursor: null });
      });

      it('is found by what it is', async () => {
        const id = await activeOrder({ poNumber: 'PO-FIND' });
        const found = await t.get(
          `/v1/subscriptions?poNumber=PO-FIND&status=active&productId=057o1ww6525l347&limit=200`,
        );
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
  });
}
