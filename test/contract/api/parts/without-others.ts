import { ApiUnderTest, problemOf } from '../running-api.js';

const price = { amountMinor: 57_625, currency: 'USD' };
const PLAN = { productName: 'AutoCAD LT', period: 'annual', supportLevel: 'basic', catalogue: 'open', price };
const ORDER = {
  resellerId: 'r-without',
  customerId: 'c-without',
  productId: '057O1-WW6525-L347',
  quantity: 1,
  poNumber: 'PO-1',
};

let t: ApiUnderTest;

/** Last: no worker moves the clock, and Postgres is stopped for good. */
export function withoutOthers(api: () => ApiUnderTest): void {
  describe('left alone', () => {
    beforeAll(() => {
      t = api();
    });

    describe('the sandbox clock', () => {
      it('is read, and never goes back', async () => {
        const { body } = await t.get('/v1/sandbox/clock');
        expect(body).toEqual({ now: expect.stringMatching(/Z$/), ticking: true });
        expect(problemOf(await t.put('/v1/sandbox/clock', { now: '2001-01-01T00:00:00Z' }))).toEqual([
          422,
          'clock-never-back',
        ]);
        for (const now of ['tomorrow', '2027-02-29T00:00:00Z', '9900-01-01T00:00:00.001Z']) {
          expect(problemOf(await t.put('/v1/sandbox/clock', { now }))).toEqual([400, 'invalid-request']);
        }
      });

      it('sends its headers at once, and a blank a second until the worker has moved it', async () => {
        const gone = new AbortController();
        const response = await fetch(`${t.api.url}/v1/sandbox/clock`, {
          method: 'PUT',
          headers: { authorization: 'Bearer the-admin-key', 'content-type': 'application/json' },
          body: JSON.stringify({ now: '2090-01-01T00:00:00Z' }),
          signal: gone.signal,
        });
        expect(response.status).toBe(200);
        const reader = response.body?.getReader();
        let blanks = '';
        while (blanks.length < 2) blanks += Buffer.from((await reader?.read())?.value ?? []).toString();
        expect(blanks).toBe('  ');
        gone.abort();
      });
    });

    describe('without Postgres', () => {
      const order = (key: string, more: object = {}) => t.post('/v1/orders', { ...ORDER, ...more }, `without-${key}`);

      beforeAll(async () => {
        await t.put(`/v1/service-plans/${ORDER.productId}`, PLAN);
        await t.put('/v1/resellers/r-without', { name: 'N', country: 'US', supportEmail: 'help@n.example' });
        const customer = { resellerId: 'r-without', name: 'Alone', postalCode: '1', country: 'US', address: 'A' };
        await t.put('/v1/customers/c-without', customer);
        const before = await order('before');
        if (before.status !== 201) throw new Error(before.text);
        await t.postgres.stop();
      }, 30_000);

      it('orders with their reseller’s support contact are taken, and others are told to come back', async () => {
        expect((await order('reseller')).status).toBe(201);
        const refused = await order('own', { supportContact: 'me@n.example' });
        expect([...problemOf(refused), refused.headers.get('retry-after')]).toEqual([503, 'vault-unavailable', '1']);
        const again = await order('reseller');
        expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      });

      it('queries are told to come back', async () => {
        const answer = await t.get('/v1/subscriptions');
        expect([...problemOf(answer), answer.headers.get('retry-after')]).toEqual([
          503,
          'read-models-unavailable',
          '1',
        ]);
      });

      it('what must be sealed is told so, and everything else is taken', async () => {
        const customer = { resellerId: 'r-key', name: 'A', postalCode: '1', country: 'US', address: 'A' };
        const answer = await t.put('/v1/customers/c-new', customer);
        expect([...problemOf(answer), answer.headers.get('retry-after')]).toEqual([503, 'vault-unavailable', '1']);
        const reseller = { name: 'N', country: 'US', supportEmail: 'a@b.example' };
        expect((await t.put('/v1/resellers/r-late', reseller)).status).toBe(201);
      });

      it('it is said which part is missing', async () => {
        const { status, body } = await t.get('/health/ready', { as: null });
        expect([status, body]).toMatchObject([503, { error: { vault: { status: 'down' } } }]);
        expect((await t.get('/health/live', { as: null })).status).toBe(200);
      });
    });
  });
}
