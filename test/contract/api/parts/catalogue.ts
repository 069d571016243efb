import { ANNUAL, MONTHLY, openMarket, plan, written } from '../market.js';
import { ApiUnderTest, problemOf } from '../running-api.js';

let t: ApiUnderTest;

/** First: nothing but the market is there. */
export function catalogue(api: () => ApiUnderTest): void {
  describe('the surface', () => {
    beforeAll(async () => {
      t = api();
      await openMarket(t);
    }, 30_000);

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
        const { body: read } = await t.seen('/v1/resellers/r-2', ({ csnStatus }) => csnStatus === 'pending');
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
        const { body: read } = await t.seen('/v1/customers/c-2');
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
        expect((await t.seen(path, ({ onSale }) => onSale === false)).body).toEqual({
          ...item,
          price,
          onSale: false,
          ...written,
        });
        expect((await t.put(path, plan())).status).toBe(200);
        await t.delete(path);
        await t.seen(path, ({ onSale, revision }) => onSale === false && revision === 4);
      });
    });

    describe('the catalogue', () => {
      it('is what this reseller may buy', async () => {
        const { body } = await t.seen('/v1/catalogue?resellerId=r-1&period=annual');
        expect(body).toEqual({
          items: [{ productId: ANNUAL, ...plan() }],
          nextCursor: null,
          position: expect.any(String),
        });
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
        await t.seen('/v1/customers/c-1');
        expect((await t.get(path)).body).toMatchObject({ customerId: 'c-1', item: null, cost: null });
        const item = { productId: ANNUAL, ...plan() };
        const cost = { amountMinor: 2 * 57_625, currency: 'USD' };
        const cart = { customerId: 'c-1', resellerId: 'r-1', item, quantity: 2, cost };
        const placed = await t.put(path, { productId: ANNUAL, quantity: 2 });
        expect([placed.status, placed.body]).toEqual([200, { ...cart, ...written }]);
        expect((await t.seen(path, ({ quantity }) => quantity === 2)).body).toEqual({ ...cart, ...written });
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
  });
}
