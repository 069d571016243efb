import { eventually } from '../../../support/eventually.js';
import { ApiUnderTest, problemOf, writeKeys } from '../running-api.js';

let t: ApiUnderTest;

const ORDER = { resellerId: 'r-1', customerId: 'c-1', productId: '057O1-WW6525-L347', quantity: 1, poNumber: 'PO-1' };

/** Idempotency keys and API keys. */
export function neededKeys(api: () => ApiUnderTest): void {
  describe('keys', () => {
    beforeAll(() => {
      t = api();
    });

    describe('an idempotency key', () => {
      it.each([
        '/v1/orders',
        '/v1/customers/c-1/cart/checkout',
        '/v1/subscriptions/x/seats',
        '/v1/subscriptions/x/close',
      ])('is required on POST %s', async (path) => {
        expect(problemOf(await t.send('POST', path, {}))).toEqual([400, 'idempotency-key-missing']);
        expect(problemOf(await t.post(path, {}, ' '))).toEqual([400, 'idempotency-key-missing']);
      });

      it('of more than 255 characters is malformed', async () => {
        expect(problemOf(await t.post('/v1/orders', ORDER, 'x'.repeat(256)))).toEqual([400, 'invalid-request']);
      });

      it('is taken on PUT: a repeat gets the first answer again', async () => {
        const reseller = { name: 'N', country: 'US', supportEmail: 'a@b.example' };
        const first = await t.put('/v1/resellers/r-key', reseller, { key: 'put-1' });
        await t.put('/v1/resellers/r-key', { ...reseller, name: 'O' });
        const again = await t.put('/v1/resellers/r-key', reseller, { key: 'put-1' });
        expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([
          201,
          first.body,
          'true',
        ]);
      });
    });

    describe('an API key', () => {
      it.each([[undefined], ['Bearer nobody'], ['Basic dTpw'], ['Bearer'], ['Bearer the-admin-key x']])(
        'is needed, and %p is none',
        async (authorization) => {
          const headers = authorization === undefined ? {} : { authorization };
          const answer = await t.get('/v1/resellers/r-1', { as: null, headers });
          expect(problemOf(answer)).toEqual([401, 'unauthorized']);
          expect(answer.headers.get('www-authenticate')).toBe('Bearer');
        },
      );

      it('is asked for before a body is looked at', async () => {
        expect(problemOf(await t.post('/v1/orders', '{', 'x', { as: null }))).toEqual([401, 'unauthorized']);
        expect(problemOf(await t.get('/v1/nothing', { as: null }))).toEqual([401, 'unauthorized']);
      });

      it.each([
        ['intake', 'PUT', '/v1/service-plans/057O1-WW6525-L347'],
        ['intake', 'DELETE', '/v1/service-plans/057O1-WW6525-L347'],
        ['intake', 'PUT', '/v1/sandbox/clock'],
        ['intake', 'GET', '/v1/sandbox/clock'],
        ['operations', 'PUT', '/v1/sandbox/clock'],
        ['operations', 'PUT', '/v1/resellers/r-1'],
        ['operations', 'PUT', '/v1/customers/c-1'],
        ['operations', 'PUT', '/v1/customers/c-1/cart'],
        ['operations', 'PUT', '/v1/service-plans/057O1-WW6525-L347'],
      ] as const)('of role %s may not %s %s', async (as, method, path) => {
        expect(problemOf(await t.send(method, path, method === 'GET' ? undefined : {}, { as }))).toEqual([
          403,
          'forbidden',
        ]);
      });

      it('of operations may read everything, and change subscriptions if it says why', async () => {
        expect((await t.get('/v1/subscriptions', { as: 'operations' })).status).toBe(200);
        expect((await t.get('/v1/sandbox/clock', { as: 'operations' })).status).toBe(200);
        const silent = await t.post('/v1/subscriptions/x/disable-auto-renew', {}, 'ops-1', { as: 'operations' });
        expect(silent.body.errors).toEqual([{ pointer: '/reason', detail: 'is required of operations' }]);
        const asked = { reason: 'asked by telephone' };
        const known = await t.post('/v1/subscriptions/x/disable-auto-renew', asked, 'ops-2', { as: 'operations' });
        expect(problemOf(known)).toEqual([404, 'not-found']);
      });

      it('that is revoked in the file stops counting', async () => {
        writeKeys(t.keysFile, ['operations']);
        await eventually(async () => (await t.get('/v1/subscriptions', { as: 'operations' })).status === 401);
        writeKeys(t.keysFile);
        await eventually(async () => (await t.get('/v1/subscriptions', { as: 'operations' })).status === 200);
      });
    });
  });
}
