import { readFileSync } from 'node:fs';
import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';
import { type Json, problemOf, Scenario } from './scenario.js';

const OPEN = '057O1-WW6525-L347';
const START_MS = 120_000;
const sample = (name: string) => readFileSync(new URL(`../../samples/${name}`, import.meta.url), 'utf8');

describe('an upstream system', () => {
  let termbook: TermbookUnderTest;
  let t: Scenario;
  const order = { resellerId: 'reseller-3', customerId: 'customer-3', productId: OPEN, quantity: 2, poNumber: 'PO-1' };
  const bulk = async (ndjson: string): Promise<Json[]> => {
    const answer = await t.send('POST', '/v1/commands', ndjson, { type: 'application/x-ndjson' });
    expect(answer.status).toBe(200);
    const lines = String(answer.body.text ?? JSON.stringify(answer.body)).split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Json);
  };

  beforeAll(async () => {
    termbook = await startTermbook();
    t = new Scenario(termbook);
    await t.moveClockTo('2031-01-31T18:00:00.000Z');
    expect((await bulk(sample('partners.ndjson'))).filter((line) => Number(line.status) >= 300)).toEqual([]);
    await t.moveClockTo('2031-01-31T18:02:00.000Z');
  }, START_MS);

  afterAll(() => termbook?.remove(), START_MS);

  it('gets for each line of a messy file what that line deserves', async () => {
    const answers = await bulk(sample('orders-messy.ndjson'));
    const got = answers.map((a) => [a.line, a.status, (a.problem as Json | undefined)?.code ?? '']);
    const expected = sample('orders-messy.expected.tsv')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'))
      .filter(([, status]) => status !== '')
      .map(([line, status, code]) => [Number(line), Number(status), code]);
    expect(got).toEqual(expected);
    expect(answers[1]).toEqual({ ...answers[0], line: 2, replayed: true });
  });

  it('may send all 300 orders, twice, and has 300 subscriptions', async () => {
    const first = await bulk(sample('orders.ndjson'));
    const again = await bulk(sample('orders.ndjson'));
    expect(first.filter((line) => line.status !== 201)).toEqual([]);
    expect(again).toEqual(first.map((line) => ({ ...line, replayed: true })));
    expect(new Set(first.map((line) => (line.result as Json).subscriptionId)).size).toBe(300);
  }, 60_000);

  it('gets one subscription and one answer for eight copies of an order at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => t.post('/v1/orders', order, { key: 'eight' })));
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([201]));
    expect(new Set(answers.map((a) => JSON.stringify(a.body))).size).toBe(1);
    expect(answers.filter((a) => a.headers.get('idempotency-replayed') !== 'true')).toHaveLength(1);
  });

  it('gets one change and one answer for eight copies of any command at once, also of one that changes nothing', async () => {
    const failed = await t.order({ ...order, poNumber: 'FAIL-1' });
    const active = await t.order({ ...order, quantity: 5 });
    await t.moveClockTo('2031-01-31T18:10:00.000Z');
    const path = `/v1/subscriptions/${active}`;
    const reseller = { name: 'Eight', country: 'US', supportEmail: 'help@eight.example' };
    const customer = { resellerId: 'eight', name: 'Eight', postalCode: '8', country: 'US', address: '8 Street' };
    const commands: [string, string, object?][] = [
      ['PUT', '/v1/resellers/eight', reseller],
      ['PUT', '/v1/resellers/eight', reseller],
      ['PUT', '/v1/resellers/eight/csn', { csn: '0000000008' }],
      ['PUT', '/v1/customers/eight', customer],
      ['PUT', '/v1/customers/eight', { ...customer, name: 'Ocho' }],
      ['PUT', '/v1/customers/eight/cart', { productId: OPEN, quantity: 8 }],
      ['POST', '/v1/customers/eight/cart/checkout', { poNumber: 'PO-8' }],
      ['DELETE', '/v1/customers/eight/cart'],
      ['PUT', `${path}/licenses/ana`],
      ['DELETE', `${path}/licenses/ana`],
      ['DELETE', `${path}/licenses/ana`],
      ['POST', `${path}/seats`, { add: 1 }],
      ['PUT', `${path}/seats-at-renewal`, { seats: 4 }],
      ['POST', `${path}/disable-auto-renew`, {}],
      ['POST', `${path}/disable-auto-renew`, { ifLate: 'refuse' }],
      ['POST', `/v1/subscriptions/${failed}/replace`, { poNumber: 'PO-9' }],
    ];
    for (const [index, [method, where, body]] of commands.entries()) {
      const send = () => t.send(method, where, body, { key: `eight-${index}` });
      const answers = await Promise.all(Array.from({ length: 8 }, send));
      const different = new Set(answers.map((a) => `${a.status} ${a.headers.get('etag')} ${JSON.stringify(a.body)}`));
      const first = answers.filter((a) => a.headers.get('idempotency-replayed') !== 'true');
      expect([method, where, [...different], first.length]).toEqual([method, where, [expect.stringMatching(/^20/)], 1]);
    }
    expect((await t.subscription(active, (s) => s.autoRenew === false)).seats).toBe(6);
  }, 60_000);

  it('gets the first answer again after a kill -9 of the api, and after the state has changed', async () => {
    const first = await t.expectOk(t.post('/v1/orders', order, { key: 'before-the-kill' }));
    await termbook.kill('api');
    await t.untilReady();
    const again = await t.post('/v1/orders', order, { key: 'before-the-kill' });
    expect([again.status, again.headers.get('idempotency-replayed'), again.body]).toEqual([201, 'true', first.body]);
  }, 120_000);

  it('is told when it used a key for something else', async () => {
    await t.expectOk(t.post('/v1/orders', order, { key: 'mine' }));
    const other = await t.post('/v1/orders', { ...order, quantity: 3 }, { key: 'mine' });
    expect(problemOf(other)).toEqual([422, 'idempotency-key-reused']);
  });

  it('needs a key that is known, with a role that may', async () => {
    const anonymous = await fetch(`${termbook.url}/v1/resellers/reseller-1`);
    expect(anonymous.status).toBe(401);
    expect(problemOf(await t.put('/v1/sandbox/clock', { now: '2040-01-01T00:00:00Z' }, { as: 'intake' }))).toEqual([
      403,
      'forbidden',
    ]);
  });

  it('is told that a body is too large, without a hang', async () => {
    const answer = await t.post('/v1/orders', { ...order, poNumber: 'P'.repeat(300_000) });
    expect(problemOf(answer)).toEqual([413, 'request-too-large']);
  });
});
