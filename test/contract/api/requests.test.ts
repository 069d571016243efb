import { connect } from 'node:net';
import { eventually } from '../../support/eventually.js';
import { ApiUnderTest, type Json, problemOf, writeKeys } from './running-api.js';

let t: ApiUnderTest;

beforeAll(async () => {
  t = await ApiUnderTest.start();
}, 120_000);

afterAll(() => t?.stop(), 30_000);

const ORDER = { resellerId: 'r-1', customerId: 'c-1', productId: '057O1-WW6525-L347', quantity: 1, poNumber: 'PO-1' };

/** Sends bytes as they are. @returns all that came back until the connection was closed. */
/** A cursor as ours look, with what we never put into one. */
const forged = (values: readonly string[]) => Buffer.from(JSON.stringify(values)).toString('base64url');

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
    for (const answer of await Promise.all(bulks)) expect(problemOf(answer)).toEqual([415, 'unsupported-media-type']);
    for (const answer of await Promise.all(orders)) {
      expect(problemOf(answer)).toEqual([413, 'request-too-large']);
    }
  });

  it('because it is not UTF-8, is not mended', async () => {
    const response = await fetch(`${t.api.url}/v1/orders`, {
      method: 'POST',
      headers: { authorization: 'Bearer the-admin-key', 'content-type': 'application/json', 'idempotency-key': 'bad' },
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
    const { body } = await t.post('/v1/orders', { ...ORDER, quantity: '2', startDate: '2026-02-30', tax: 1 }, 'bad');
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

describe('an idempotency key', () => {
  it.each(['/v1/orders', '/v1/customers/c-1/cart/checkout', '/v1/subscriptions/x/seats', '/v1/subscriptions/x/close'])(
    'is required on POST %s',
    async (path) => {
      expect(problemOf(await t.send('POST', path, {}))).toEqual([400, 'idempotency-key-missing']);
      expect(problemOf(await t.post(path, {}, ' '))).toEqual([400, 'idempotency-key-missing']);
    },
  );

  it('of more than 255 characters is malformed', async () => {
    expect(problemOf(await t.post('/v1/orders', ORDER, 'x'.repeat(256)))).toEqual([400, 'invalid-request']);
  });

  it('is taken on PUT: a repeat gets the first answer again', async () => {
    const reseller = { name: 'N', country: 'US', supportEmail: 'a@b.example' };
    const first = await t.put('/v1/resellers/r-key', reseller, { key: 'put-1' });
    await t.put('/v1/resellers/r-key', { ...reseller, name: 'O' });
    const again = await t.put('/v1/resellers/r-key', reseller, { key: 'put-1' });
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, first.body, 'true']);
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

describe('what is open', () => {
  it.each(['/health/live', '/health/ready', '/metrics', '/docs', '/openapi.json'])('is %s', async (path) => {
    expect((await t.get(path, { as: null })).status).toBe(200);
  });

  it('says what is there', async () => {
    const { body } = await t.get('/health/ready', { as: null });
    expect(body).toMatchObject({ status: 'ok', info: { eventStore: { status: 'up' }, vault: { status: 'up' } } });
    expect((await t.get('/metrics', { as: null })).text).toContain('termbook_http_request_seconds_bucket');
  });

  it('documents every route with what it wants', async () => {
    const { paths, components } = (await t.get('/openapi.json', { as: null })).body as Record<string, Json>;
    // What operations may ask grows by itself; what other systems call is fixed.
    const ofOthers = Object.keys(paths ?? {}).filter((path) => !path.startsWith('/v1/ops/'));
    expect(ofOthers.sort()).toEqual([
      '/v1/catalogue',
      '/v1/catalogue/choices',
      '/v1/charges',
      '/v1/commands',
      '/v1/customers/{customerId}',
      '/v1/customers/{customerId}/cart',
      '/v1/customers/{customerId}/cart/checkout',
      '/v1/events',
      '/v1/orders',
      '/v1/orders/preview',
      '/v1/receipts/{idempotencyKey}',
      '/v1/resellers/{resellerId}',
      '/v1/resellers/{resellerId}/csn',
      '/v1/sandbox/clock',
      '/v1/service-plans',
      '/v1/service-plans/{productId}',
      '/v1/subscriptions',
      '/v1/subscriptions/{subscriptionId}',
      '/v1/subscriptions/{subscriptionId}/charges',
      '/v1/subscriptions/{subscriptionId}/close',
      '/v1/subscriptions/{subscriptionId}/disable-auto-renew',
      '/v1/subscriptions/{subscriptionId}/enable-auto-renew',
      '/v1/subscriptions/{subscriptionId}/history',
      '/v1/subscriptions/{subscriptionId}/licenses',
      '/v1/subscriptions/{subscriptionId}/licenses/{endUserId}',
      '/v1/subscriptions/{subscriptionId}/plan-at-renewal',
      '/v1/subscriptions/{subscriptionId}/refund',
      '/v1/subscriptions/{subscriptionId}/replace',
      '/v1/subscriptions/{subscriptionId}/resubmit',
      '/v1/subscriptions/{subscriptionId}/seats',
      '/v1/subscriptions/{subscriptionId}/seats-at-renewal',
      '/v1/webhooks',
      '/v1/webhooks/{webhookId}',
      '/v1/webhooks/{webhookId}/deliveries',
      '/v1/webhooks/{webhookId}/release',
      '/v1/webhooks/{webhookId}/replay',
      '/v1/webhooks/{webhookId}/secret',
    ]);
    const { OrderSubscriptionBody } = (components as Record<string, Json>).schemas as Record<string, Json>;
    expect(OrderSubscriptionBody?.required).toEqual(['resellerId', 'customerId', 'productId', 'quantity', 'poNumber']);
  });

  it('comes with headers that tell a browser to keep off, and an id for every request', async () => {
    const { headers } = await t.get('/v1/subscriptions', { headers: { 'x-request-id': 'mine-1' } });
    expect(headers.get('x-request-id')).toBe('mine-1');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  });
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
    expect([...problemOf(answer), answer.headers.get('retry-after')]).toEqual([503, 'read-models-unavailable', '1']);
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
