import { setTimeout as pause } from 'node:timers/promises';
import {
  type Answer,
  type ApiProcess,
  ApiUnderTest,
  type Json,
  type SendOptions,
} from '../contract/api/running-api.js';
import { eventually } from '../support/eventually.js';

const PLAN = '057O1-WW6525-L347';
/** Each append is held so long before it is written: time to see what the one before it left, and to kill. */
const HOLD_MS = 500;
const ONE_MS = 120_000;

let t: ApiUnderTest;
let numbers = 0;

interface Case {
  readonly what: string;
  readonly appends: number;
  /** Streams with a receipt. */
  readonly receipts: number;
  prepare(): Promise<(key: string, options: SendOptions) => Promise<Answer>>;
}

const order = { resellerId: 'r-1', customerId: 'c-1', productId: PLAN, quantity: 3, poNumber: 'PO-1' };
const customer = { resellerId: 'r-1', postalCode: '80331', country: 'DE', address: 'Weg 1' };

const CASES: readonly Case[] = [
  {
    what: 'an order',
    appends: 1,
    receipts: 1,
    prepare: async () => (key, options) => t.post('/v1/orders', order, key, options),
  },
  {
    what: 'a checkout',
    appends: 2,
    receipts: 2,
    async prepare() {
      await t.put('/v1/customers/c-1/cart', { productId: PLAN, quantity: 2 });
      return (key, options) => t.post('/v1/customers/c-1/cart/checkout', { poNumber: 'PO-2' }, key, options);
    },
  },
  {
    what: 'a customer with its claim',
    appends: 2,
    receipts: 1,
    async prepare() {
      numbers += 1;
      const id = `new-${numbers}`;
      return (key, options) => t.put(`/v1/customers/${id}`, { ...customer, name: id }, { ...options, key });
    },
  },
];

/** Dead when so many of its appends are written. */
const POINTS = CASES.flatMap((one) => Array.from({ length: one.appends + 1 }, (_, written) => ({ ...one, written })));

const receiptsOf = async (key: string) => (await t.get(`/v1/receipts/${encodeURIComponent(key)}`)).body.items as Json[];

async function eventsBehind(position: bigint | undefined): Promise<number> {
  const { items } = await t.reader.readAll(position, 100);
  return items.filter(({ kind }) => kind === 'event').length;
}

beforeAll(async () => {
  t = await ApiUnderTest.start({ faults: true });
  const price = { amountMinor: 57_625, currency: 'USD' };
  const plan = { productName: 'AutoCAD LT', period: 'annual', supportLevel: 'basic', catalogue: 'open', price };
  await t.put(`/v1/service-plans/${PLAN}`, plan);
  await t.put('/v1/resellers/r-1', { name: 'Northwind', country: 'US', supportEmail: 'help@northwind.example' });
  await t.put('/v1/customers/c-1', { ...customer, name: 'Ada' });
}, 120_000);

afterAll(() => t?.stop(), 30_000);

describe.each(POINTS)('$what whose api is killed with $written of $appends appends written', (point) => {
  let victim: ApiProcess;
  const { what, written, appends } = point;
  const key = `${what} ${written}`;

  beforeAll(async () => {
    victim = await t.another();
  }, ONE_MS);

  it(
    'is carried out once, whoever repeats it, and always answered alike',
    async () => {
      const send = await point.prepare();
      const before = await t.reader.head();
      t.node.setFaults({ delayAppendsMs: HOLD_MS });
      const lost = send(key, { at: victim }).catch(() => undefined);
      if (written === 0) await pause(HOLD_MS / 2);
      else await eventually(async () => (await eventsBehind(before)) >= written);
      await victim.kill();
      t.node.setFaults({ delayAppendsMs: 0 });

      // The last append of the dead may still be on its way: two more meet it.
      const repeats = await Promise.all([send(key, {}), send(key, {})]);
      const again = await send(key, {});
      const answers = [...repeats, again, await lost].filter((answer) => answer !== undefined);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      await pause(HOLD_MS);
      expect(await eventsBehind(before)).toBe(appends);
      const receipts = await eventually(async () => {
        const items = await receiptsOf(key);
        return items.length === point.receipts && items;
      });
      for (const { answer } of receipts) expect(answer).toEqual(again.body);
    },
    ONE_MS,
  );
});
