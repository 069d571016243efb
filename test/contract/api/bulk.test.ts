import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { ApiUnderTest, type Json, problemOf } from './running-api.js';

const sample = (name: string) => readFileSync(new URL(`../../../samples/${name}`, import.meta.url), 'utf8');
const line = (key: string, command: string, payload: Json) => JSON.stringify({ idempotencyKey: key, command, payload });
const outcome = ({ line: number, status, problem }: Json) => [number, status, (problem as Json | undefined)?.code];

let t: ApiUnderTest;

/** The price list as bulk lines. */
function plans(): string {
  const rows: Record<string, string>[] = parse(sample('price-list.csv'), { columns: true });
  return rows
    .map((row) =>
      line(`list-${row.product_id}`, 'ListServicePlan', {
        productId: row.product_id,
        productName: row.product_name,
        period: row.period,
        supportLevel: row.support_level,
        catalogue: row.catalogue,
        price: { amountMinor: Number(row.price_minor), currency: row.currency },
      }),
    )
    .join('\n');
}

async function verifyCsns(): Promise<void> {
  const lines = sample('partners.ndjson').trim().split('\n');
  const registrations = lines.map((text) => JSON.parse(text)).filter(({ command }) => command === 'RegisterCsn');
  for (const { payload } of registrations) await t.verifyCsn(payload.resellerId, payload.csn);
}

beforeAll(async () => {
  t = await ApiUnderTest.start();
  const answers = [...(await t.bulk(plans())), ...(await t.bulk(sample('partners.ndjson')))];
  const failed = answers.filter(({ status }) => Number(status) >= 300);
  if (failed.length > 0) throw new Error(JSON.stringify(failed));
  await verifyCsns();
}, 120_000);

afterAll(() => t?.stop(), 30_000);

describe('a bulk request', () => {
  it('gets for each line of a messy file what that line deserves', async () => {
    const answers = await t.bulk(sample('orders-messy.ndjson'));
    const expected = sample('orders-messy.expected.tsv')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split('\t'))
      .filter(([, status]) => status !== '')
      .map(([number, status, code]) => [Number(number), Number(status), code === '' ? undefined : code]);
    expect(answers.map(outcome)).toEqual(expected);
    expect(answers[1]).toEqual({ ...answers[0], line: 2, replayed: true });
    expect(answers.map(({ idempotencyKey }) => idempotencyKey).slice(0, 6)).toEqual([
      'messy-01',
      'messy-01',
      'messy-01',
      null,
      null,
      '',
    ]);
  });

  it('says where in the line a fault is', async () => {
    const [answer] = await t.bulk(line('where', 'OrderSubscription', { quantity: 0 }));
    expect(answer?.problem).toHaveProperty(
      'errors',
      expect.arrayContaining([{ pointer: '/payload/quantity', detail: 'must be at least 1' }]),
    );
  });

  it('takes 300 orders, twice, and they are 300 subscriptions', async () => {
    const first = await t.bulk(sample('orders.ndjson'));
    expect(first.filter(({ status }) => status !== 201)).toEqual([]);
    expect(await t.bulk(sample('orders.ndjson'))).toEqual(first.map((answer) => ({ ...answer, replayed: true })));
  }, 60_000);

  it('keeps lines in order where they touch the same, and gives the same answer as HTTP', async () => {
    const reseller = { resellerId: 'bulk-r', name: 'Bulk', country: 'US', supportEmail: 'a@b.example' };
    const customer = { resellerId: 'bulk-r', name: 'C', postalCode: '1', country: 'US', address: 'A' };
    const cart = { productId: '057O1-WW6525-L347', quantity: 1 };
    const lines = [
      line('k-1', 'RegisterReseller', reseller),
      line('k-2', 'RegisterCustomer', { customerId: 'bulk-c', ...customer }),
      line('k-3', 'RegisterCustomer', { customerId: 'bulk-twin', ...customer }),
      line('k-4', 'PlaceInCart', { customerId: 'bulk-c', ...cart }),
      line('k-5', 'CheckOutCart', { customerId: 'bulk-c', poNumber: 'PO' }),
      line('k-6', 'CheckOutCart', { customerId: 'bulk-c', poNumber: 'PO' }),
      line('k-7', 'EmptyCart', { customerId: 'bulk-c' }),
    ];
    const answers = await t.bulk(lines.join('\n'));
    expect(answers.map(outcome)).toEqual([
      [1, 201, undefined],
      [2, 201, undefined],
      [3, 409, 'duplicate-customer'],
      [4, 200, undefined],
      [5, 201, undefined],
      [6, 409, 'cart-empty'],
      [7, 200, undefined],
    ]);
    const byHttp = await t.put('/v1/customers/bulk-c/cart', cart, { key: 'k-4' });
    expect([byHttp.body, byHttp.headers.get('idempotency-replayed')]).toEqual([answers[3]?.result, 'true']);
    const again = await t.post('/v1/customers/bulk-c/cart/checkout', { poNumber: 'PO' }, 'k-5');
    expect([again.status, again.body]).toEqual([201, answers[4]?.result]);
    const twin = await t.put('/v1/customers/bulk-twin', customer, { key: 'k-3' });
    expect(twin.body).toEqual(answers[2]?.problem);
  });

  it('says of each line what a role may not do', async () => {
    const lines = [
      line('r-1', 'WithdrawServicePlan', { productId: '057O1-WW6525-L347' }),
      line('r-2', 'RegisterReseller', { resellerId: 'r-2', name: 'N', country: 'US', supportEmail: 'a@b.example' }),
    ].join('\n');
    expect((await t.bulk(lines, { as: 'intake' })).map(outcome)).toEqual([
      [1, 403, 'forbidden'],
      [2, 201, undefined],
    ]);
    expect((await t.bulk(lines, { as: 'operations' })).map(outcome)).toEqual([
      [1, 403, 'forbidden'],
      [2, 403, 'forbidden'],
    ]);
  });

  it('of nothing has no answers', async () => expect(await t.bulk('\n \n')).toEqual([]));

  it('is NDJSON', async () =>
    expect(problemOf(await t.send('POST', '/v1/commands', '{}'))).toEqual([415, 'unsupported-media-type']));
});
