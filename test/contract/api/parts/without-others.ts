import { ApiUnderTest, problemOf } from '../running-api.js';

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
      beforeAll(() => t.postgres.stop(), 30_000);

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
