import { connect } from 'node:net';
import { ApiUnderTest, type Json, problemOf } from '../running-api.js';

let t: ApiUnderTest;

const ORDER = { resellerId: 'r-1', customerId: 'c-1', productId: '057O1-WW6525-L347', quantity: 1, poNumber: 'PO-1' };

/** A cursor as ours look, with what we never put into one. */
const forged = (values: readonly string[]) => Buffer.from(JSON.stringify(values)).toString('base64url');

/** Sends bytes as they are. @returns all that came back until the connection was closed. */
function sendRaw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(t.api.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(10_000, () => socket.destroy(new Error(`no answer: ${answer}`)));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

/** Requests that nobody can make sense of. */
export function unreadable(api: () => ApiUnderTest): void {
  describe('requests', () => {
    beforeAll(() => {
      t = api();
    });

    describe('a request that can not be read', () => {
      it.each([
        ['half a JSON', '{"resellerId":', [400, 'invalid-request']],
        ['a list', '[]', [400, 'invalid-request']],
        ['a text', '"order"', [400, 'invalid-request']],
        ['a number', '5', [400, 'invalid-request']],
        ['null', 'null', [400, 'invalid-request']],
        ['nothing', '', [400, 'invalid-request']],
        ['an own __proto__', '{"__proto__":{"admin":true}}', [400, 'invalid-request']],
        ['an own constructor', '{"constructor":{"prototype":{}}}', [400, 'invalid-request']],
        ['brackets without end', '['.repeat(100_000), [400, 'invalid-request']],
        ['brackets all the way down', '['.repeat(100_000) + ']'.repeat(100_000), [400, 'invalid-request']],
        ['too much', JSON.stringify({ ...ORDER, poNumber: 'P'.repeat(300_000) }), [413, 'request-too-large']],
      ])('%s, has its code', async (_what, body, problem) => {
        const answer = await t.post('/v1/orders', body, 'bad');
        expect(problemOf(answer)).toEqual(problem);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
      });

      it.each([
        ['text/plain', 'hello'],
        ['application/x-www-form-urlencoded', 'a=1'],
        ['application/x-ndjson', '{}'],
        ['multipart/form-data; boundary=x', '--x--'],
      ])('%s, is of a wrong media type', async (type, body) => {
        const answer = await t.post('/v1/orders', body, 'bad', { headers: { 'content-type': type } });
        expect(problemOf(answer)).toEqual([415, 'unsupported-media-type']);
      });

      it('because it is too large, gets its answer while it is still being sent', async () => {
        const type = { headers: { 'content-type': 'application/x-ndjson' } };
        const orders = Array.from({ length: 10 }, () => t.post('/v1/orders', 'x'.repeat(2_000_000), 'bad'));
        const bulks = Array.from({ length: 4 }, () => t.post('/v1/orders', 'x'.repeat(12_000_000), 'bad', type));
        for (const answer of await Promise.all(bulks))
          expect(problemOf(answer)).toEqual([415, 'unsupported-media-type']);
        for (const answer of await Promise.all(orders)) {
          expect(problemOf(answer)).toEqual([413, 'request-too-large']);
        }
      });

      it('because it is not UTF-8, is not mended', async () => {
        const response = await fetch(`${t.api.url}/v1/orders`, {
          method: 'POST',
          headers: {
            authorization: 'Bearer the-admin-key',
            'content-type': 'application/json',
            'idempotency-key': 'bad',
          },
          body: Buffer.concat([Buffer.from('{"poNumber":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
        });
        expect([response.status, ((await response.json()) as Json).detail]).toEqual([400, 'not UTF-8']);
      });

      it.each([
        ['GET', '/v1/nothing', [404, 'not-found']],
        ['GET', '/nothing', [404, 'not-found']],
        ['POST', '/v1/resellers/r-1', [405, 'method-not-allowed']],
        ['PATCH', '/v1/customers/c-1/cart', [405, 'method-not-allowed']],
        ['GET', '/v1/orders', [405, 'method-not-allowed']],
        ['GET', '/v1/resellers/%', [400, 'invalid-request']],
        ['GET', '/v1/resellers/%00', [400, 'invalid-request']],
        ['GET', `/v1/resellers/${'x'.repeat(65)}`, [400, 'invalid-request']],
        ['GET', `/v1/resellers/${'x'.repeat(1_000)}`, [414, 'uri-too-long']],
        ['GET', '/v1/service-plans/057O1', [400, 'invalid-request']],
        ['GET', '/v1/subscriptions?limit=0', [400, 'invalid-request']],
        ['GET', '/v1/subscriptions?limit=201', [400, 'invalid-request']],
        ['GET', '/v1/subscriptions?limit=1e2', [400, 'invalid-request']],
        ['GET', '/v1/subscriptions?limit=1&limit=2', [400, 'invalid-request']],
        ['GET', '/v1/subscriptions?cursor=x', [400, 'invalid-request']],
        ['GET', '/v1/subscriptions?status=happy', [400, 'invalid-request']],
        ['GET', '/v1/subscriptions?colour=red', [400, 'invalid-request']],
        ['GET', '/v1/subscriptions?__proto__=1', [400, 'invalid-request']],
        ['GET', '/v1/subscriptions?termEndFrom=2026-02-30', [400, 'invalid-request']],
        ['GET', '/v1/charges?dueFrom=0000-01-01', [400, 'invalid-request']],
        ['GET', `/v1/charges?cursor=${forged(['charges', '2026-99-99', '1'])}`, [400, 'invalid-request']],
        ['GET', '/v1/catalogue', [400, 'invalid-request']],
      ])('%s %s has its code', async (method, path, problem) => {
        const answer = await t.send(method, path);
        expect(problemOf(answer)).toEqual(problem);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
        if (answer.status === 405) expect(answer.headers.get('allow')).toMatch(/^[A-Z, ]+$/);
      });

      it('because it is no HTTP, still gets a problem', async () => {
        expect(await sendRaw('HELLO\r\n\r\n')).toMatch(/^HTTP\/1.1 400 .*application\/problem\+json.*invalid-request/s);
      });

      it('because its headers are too large, is told so', async () => {
        const answer = await sendRaw(`GET /v1/charges HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(20_000)}\r\n\r\n`);
        expect(answer).toMatch(/^HTTP\/1.1 431 .*headers-too-large/s);
      });

      it('names every fault by a pointer', async () => {
        const { body } = await t.post(
          '/v1/orders',
          { ...ORDER, quantity: '2', startDate: '2026-02-30', tax: 1 },
          'bad',
        );
        expect(body).toMatchObject({
          type: '/problems/invalid-request',
          errors: [
            { pointer: '/tax', detail: 'is not a known field' },
            { pointer: '/quantity', detail: 'must be a whole number' },
            { pointer: '/startDate', detail: 'must be a date that exists, YYYY-MM-DD' },
          ],
        });
      });

      it('may not say in the body what the path says', async () => {
        const asked = { resellerId: 'r-2', name: 'N', country: 'US', supportEmail: 'a@b.example' };
        expect((await t.put('/v1/resellers/r-1', asked)).body.errors).toEqual([
          { pointer: '/resellerId', detail: 'is in the path already' },
        ]);
      });
    });
  });
}
