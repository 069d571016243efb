import { type Answer, type ApiProcess, ApiUnderTest, type Json, problemOf } from '../running-api.js';

const PLAN = '057O1-WW6525-L347';
const price = { amountMinor: 57_625, currency: 'USD' };
const plan = { productName: 'AutoCAD LT', period: 'annual', supportLevel: 'basic', catalogue: 'open', price };
const customer = { postalCode: '80331', country: 'DE', address: 'Weg 1' };

let t: ApiUnderTest;
let other: ApiProcess;

const ifMatch = (tag: string, more: object = {}) => ({ headers: { 'if-match': tag }, ...more });
const having = ({ body }: Answer, more: object = {}) => ({ headers: { 'read-after': String(body.position) }, ...more });
const reseller = (id: string, name = 'Northwind') =>
  t.put(`/v1/resellers/${id}`, { name, country: 'US', supportEmail: 'a@b.example' });

/** Last: the projector is stopped at its end. */
export function conditions(api: () => ApiUnderTest): void {
  describe('conditions', () => {
    beforeAll(async () => {
      t = api();
      // The two of them decide in different places, where there are two cores.
      other = await t.another({ WRITE_THREADS: '0' });
      await t.put(`/v1/service-plans/${PLAN}`, plan);
      await reseller('read-r1');
      await t.put('/v1/customers/read-c1', { ...customer, resellerId: 'read-r1', name: 'Ada' });
    }, 120_000);

    describe('a write with If-Match', () => {
      it('is made at the revision that was read, and 412 with the present one at another', async () => {
        const written = await reseller('read-r2');
        const read = await t.get('/v1/resellers/read-r2', having(written));
        expect([read.status, read.headers.get('etag')]).toEqual([200, written.headers.get('etag')]);
        const change = { name: 'Changed', country: 'US', supportEmail: 'a@b.example' };
        const first = await t.put('/v1/resellers/read-r2', change, ifMatch(String(read.headers.get('etag'))));
        expect([first.status, first.headers.get('etag')]).toEqual([200, '"1"']);
        const late = await t.put('/v1/resellers/read-r2', { ...change, name: 'Late' }, ifMatch('"0"'));
        expect([problemOf(late), late.body.revision, late.headers.get('etag')]).toEqual([
          [412, 'revision-mismatch'],
          1,
          '"1"',
        ]);
        expect((await t.get('/v1/resellers/read-r2', having(first))).body.name).toBe('Changed');
      });

      it('that is repeated under its key gets its first answer, although the revision has moved on', async () => {
        const { body } = await t.post(
          '/v1/orders',
          { resellerId: 'read-r1', customerId: 'read-c1', productId: PLAN, quantity: 1, poNumber: 'P' },
          'if-1',
        );
        await t.activate(String(body.subscriptionId));
        const path = `/v1/subscriptions/${body.subscriptionId}/seats`;
        const added = await t.post(path, { add: 1 }, 'if-2', ifMatch('"1"'));
        const again = await t.post(path, { add: 1 }, 'if-2', ifMatch('"1"', { at: other }));
        expect([added.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([
          200,
          added.body,
          'true',
        ]);
        expect(problemOf(await t.post(path, { add: 1 }, 'if-3', ifMatch('"1"', { at: other })))).toEqual([
          412,
          'revision-mismatch',
        ]);
      });

      it('of several processes at once is made by one of them', async () => {
        const { headers } = await reseller('read-r3');
        const tag = String(headers.get('etag'));
        const answers = await Promise.all(
          Array.from({ length: 8 }, (_, i) =>
            t.put(
              '/v1/resellers/read-r3',
              { name: `Name ${i}`, country: 'US', supportEmail: 'a@b.example' },
              ifMatch(tag, i % 2 ? { at: other } : {}),
            ),
          ),
        );
        expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
      });

      it('of something that is not there is 412 without a revision, and malformed is 400', async () => {
        const body = { name: 'N', country: 'US', supportEmail: 'a@b.example' };
        const missing = await t.put('/v1/resellers/read-r4', body, ifMatch('*'));
        expect([problemOf(missing), missing.body.revision]).toEqual([[412, 'revision-mismatch'], null]);
        expect(problemOf(await t.put('/v1/resellers/read-r4', body, ifMatch('0')))).toEqual([400, 'invalid-request']);
      });
    });

    describe('Read-After', () => {
      it('lets every caller read its own writes, on whatever process', async () => {
        for (let i = 0; i < 10; i += 1) {
          const written = await reseller('read-r5', `Name ${i}`);
          const read = await t.get('/v1/resellers/read-r5', having(written, { at: other }));
          expect([read.status, read.body]).toMatchObject([200, { name: `Name ${i}`, revision: written.body.revision }]);
        }
      });

      it('lets an order be decided on what was just written through another process', async () => {
        for (let i = 0; i < 10; i += 1) {
          const listed = await t.put(`/v1/service-plans/${PLAN}`, {
            ...plan,
            price: { ...price, amountMinor: 60_000 + i },
          });
          const body = { resellerId: 'read-r1', customerId: 'read-c1', productId: PLAN, quantity: 1, poNumber: 'P' };
          const previewed = await t.post('/v1/orders/preview', body, 'none', having(listed, { at: other }));
          expect((previewed.body.price as Json).amountMinor).toBe(60_000 + i);
          const ordered = await t.post('/v1/orders', body, `after-${i}`, having(listed, { at: other }));
          const read = await t.get(`/v1/subscriptions/${ordered.body.subscriptionId}`, having(ordered));
          expect((read.body.price as Json).amountMinor).toBe(60_000 + i);
        }
      });

      it('takes the position of any answer, lists too', async () => {
        const { body } = await t.post(
          '/v1/orders',
          { resellerId: 'read-r1', customerId: 'read-c1', productId: PLAN, quantity: 1, poNumber: 'P' },
          'any',
        );
        const of = `/v1/subscriptions/${body.subscriptionId}`;
        const lists = [
          '/v1/subscriptions',
          '/v1/charges',
          '/v1/catalogue?resellerId=read-r1',
          '/v1/catalogue/choices?resellerId=read-r1',
        ];
        const gets = [
          '/v1/customers/read-c1',
          '/v1/customers/read-c1/cart',
          `/v1/service-plans/${PLAN}`,
          '/v1/receipts/any',
        ];
        for (const path of [of, ...lists, ...gets, `${of}/history`, `${of}/licenses`, `${of}/charges`]) {
          const answer = await t.get(path, { headers: { 'read-after': String(body.position) } });
          expect([path, answer.status, typeof answer.body.position]).toEqual([path, 200, 'string']);
          const again = await t.get(path, having(answer));
          expect([path, again.status]).toEqual([path, 200]);
        }
      });

      it('of another store, of no event, or that is none at all, is 400', async () => {
        const { body } = await reseller('read-r6');
        const [storeId, commit] = Buffer.from(String(body.position), 'base64url').toString().split(':');
        const position = (text: string) => Buffer.from(text).toString('base64url');
        const foreign = position(`00000000-0000-4000-8000-000000000000:${commit}`);
        const nowhere = [
          position(`${storeId}:${BigInt(commit ?? 0) + 1n}`),
          position(`${storeId}:9223372036854775807`),
        ];
        for (const given of [foreign, ...nowhere, 'nonsense', '']) {
          const headers = { 'read-after': given };
          expect(problemOf(await t.get('/v1/subscriptions', { headers }))).toEqual([400, 'invalid-request']);
          const written = await t.put(
            '/v1/resellers/read-r6',
            { name: 'N', country: 'US', supportEmail: 'a@b.example' },
            { headers },
          );
          expect(problemOf(written)).toEqual([400, 'invalid-request']);
        }
      });

      it('past what the projector has reached is 503 after a while, and says how far it is', async () => {
        await t.stopProjector();
        const written = await reseller('read-r7');
        const answer = await t.get('/v1/resellers/read-r7', having(written));
        expect([problemOf(answer), answer.headers.get('retry-after')]).toEqual([[503, 'not-caught-up'], '1']);
        expect(answer.body).toMatchObject({ reached: expect.any(String), waitedMs: 5_000 });
        expect(
          (await t.get('/v1/resellers/read-r6', { headers: { 'read-after': String(answer.body.reached) } })).status,
        ).toBe(200);
      });
    });
  });
}
