import { type Answer, ApiUnderTest, intakeClient, type Json, withKey, writeKeys } from '../contract/api/running-api.js';
import { eventually } from '../support/eventually.js';
import { Flood, type Taken, type Told } from './flood.js';

/** Each has more under way than one key may have, and together they have more than twice what the api takes at once. */
const CLIENTS = ['portal', 'erp', 'gateway', 'shop'];
const ORDERS_OF_EACH = 160;
const ALL = CLIENTS.length * ORDERS_OF_EACH;
/** What one key does best with. */
const BUSY = 64;
const PLACES = 256;
/** Far longer than the api itself takes, so that what is under way stays so. */
const SLOW_APPEND_MS = 400;
const PLAN = '057O1-WW6525-L347';

let t: ApiUnderTest;
let flood: Flood;
const acknowledged: string[] = [];

const order = (poNumber: string) => ({ resellerId: 'r-1', customerId: 'c-1', productId: PLAN, quantity: 1, poNumber });
const subjectOf = ({ body }: Told): string => `subscription/${body.subscriptionId}`;

/** As many as a well-behaved client has under way, and nobody else there. */
async function unloaded(name: string): Promise<readonly Told[]> {
  const keys = Array.from({ length: BUSY }, (_, i) => `${name}-${i}`);
  const told = await Promise.all(keys.map((key) => flood.post('/v1/orders', order(key), 'portal', key)));
  expect(told.filter(({ status }) => status !== 201)).toEqual([]);
  return told;
}

const everybody = (name: string): Promise<readonly Taken[]> =>
  Promise.all(
    CLIENTS.flatMap((client) =>
      Array.from({ length: ORDERS_OF_EACH }, (_, i) => `${name}-${client}-${i}`).map((key) =>
        flood.untilTaken('/v1/orders', order(key), client, key),
      ),
    ),
  );

function median(told: readonly Told[]): number {
  const sorted = told.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Every subscription that the history has an order of, as often as it has one. */
async function ordered(): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after = '', end = false; !end; ) {
    const page: Answer = await t.get(`/v1/events?limit=1000${after}`);
    const orders = (JSON.parse(page.text) as Json[]).filter(({ type }) => type === 'termbook.SubscriptionOrdered.v1');
    found.push(...orders.map(({ subject }) => String(subject)));
    after = `&after=${page.headers.get('feed-next')}`;
    end = page.headers.get('feed-end') === 'true';
  }
  return found;
}

beforeAll(async () => {
  t = await ApiUnderTest.start({ faults: true });
  writeKeys(t.keysFile, [], CLIENTS.map(intakeClient));
  const price = { amountMinor: 57_625, currency: 'USD' };
  const plan = { productName: 'AutoCAD LT', period: 'annual', supportLevel: 'basic', catalogue: 'open', price };
  await t.put(`/v1/service-plans/${PLAN}`, plan);
  await t.put('/v1/resellers/r-1', { name: 'Northwind', country: 'US', supportEmail: 'help@northwind.example' });
  const customer = { resellerId: 'r-1', name: 'Ada', postalCode: '80331', country: 'DE', address: 'Weg 1' };
  await t.put('/v1/customers/c-1', customer);
  await eventually(async () => (await t.get('/v1/subscriptions', withKey('shop'))).status === 200);
  flood = new Flood(t.api.url);
  await flood.connect(ALL);
  // A process that just started is slower than itself.
  for (let run = 0; run < 6; run += 1) acknowledged.push(...(await unloaded(`warm-${run}`)).map(subjectOf));
}, 120_000);

afterAll(async () => {
  flood?.stop();
  await t?.stop();
}, 30_000);

describe.each([
  // On two busy cores 256 at once take four times as long as 64, and sometimes more; a slow store hides most of that.
  { store: 'fast', delayAppendsMs: 0, slowerMax: 3 * (PLACES / BUSY), refusedMin: 1 },
  // Here nothing is answered before all have come: who is refused at first is counted out.
  { store: 'slow', delayAppendsMs: SLOW_APPEND_MS, slowerMax: PLACES / BUSY, refusedMin: ALL - PLACES },
])(
  'more orders at once than the api can take, on a store that is $store,',
  ({ delayAppendsMs, slowerMax, refusedMin }) => {
    let alone: readonly Told[];
    let taken: readonly Taken[];
    let refused: readonly Told[];
    let meanwhile: readonly (readonly [path: string, status: number])[];

    beforeAll(async () => {
      t.node.setFaults({ delayAppendsMs });
      alone = await unloaded(`alone-${delayAppendsMs}`);
      const looking = new AbortController();
      const looked = lookAround(looking.signal);
      taken = await everybody(`flood-${delayAppendsMs}`);
      looking.abort();
      meanwhile = await looked;
      t.node.setFaults({ delayAppendsMs: 0 });
      refused = taken.flatMap((one) => one.refused);
      acknowledged.push(...alone.map(subjectOf), ...taken.map(({ told }) => subjectOf(told)));
    }, 60_000);

    /** As those who look after the system do. */
    async function lookAround(signal: AbortSignal): Promise<readonly (readonly [string, number])[]> {
      const seen: [string, number][] = [];
      while (!signal.aborted) {
        for (const path of ['/health/live', '/health/ready', '/metrics', '/v1/ops/projections']) {
          const { status } = await t.get(path, { as: path.startsWith('/v1') ? 'operations' : null });
          seen.push([path, status]);
        }
      }
      return seen;
    }

    it('are refused in part, with a problem that says when to come back', () => {
      expect(refused.length).toBeGreaterThanOrEqual(refusedMin);
      const told = new Set(refused.map(({ status, body }) => `${status} ${body.code}`));
      expect(['429 rate-limited', '503 overloaded']).toEqual(expect.arrayContaining([...told]));
      if (refusedMin > 1) expect(told.size).toBe(2);
      for (const { headers, body } of refused) {
        expect(headers).toMatchObject({ 'retry-after': '1', 'content-type': expect.stringMatching(/problem\+json/) });
        expect(body).toMatchObject({ title: expect.any(String), detail: expect.any(String) });
      }
    });

    it('are all taken once they came back, each exactly once', async () => {
      expect(new Set(taken.map(({ told }) => subjectOf(told))).size).toBe(ALL);
      expect(taken.filter(({ told }) => 'idempotency-replayed' in told.headers)).toEqual([]);
      expect([...(await ordered())].sort()).toEqual([...acknowledged].sort());
      const late = taken.find((one) => one.refused.length > 0);
      const receipt = await t.get(`/v1/receipts/${late?.key}`, withKey(String(late?.client)));
      expect(receipt.body.items).toMatchObject([{ revisions: [0], answer: late?.told.body }]);
    });

    it('take no longer, once admitted, than the places that are taken explain, and refusals less', () => {
      const admitted = median(taken.map(({ told }) => told));
      expect(admitted / median(alone)).toBeLessThan(slowerMax);
      expect(median(refused)).toBeLessThan(admitted);
    });

    it('leave room to see what is the matter', () => {
      expect(meanwhile.length).toBeGreaterThan(4);
      expect(meanwhile.filter(([, status]) => status !== 200)).toEqual([]);
    });
  },
);
