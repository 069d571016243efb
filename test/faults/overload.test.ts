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
/** Far longer than the api itself takes, so that what is under way stays so; the store gives up an append after 2 s. */
const SLOW_APPEND_MS = 600;
/** A timer may be so early. */
const EARLY_MS = 5;
const PLAN = '057O1-WW6525-L347';

let t: ApiUnderTest;
let flood: Flood;
const acknowledged: string[] = [];

const order = (poNumber: string) => ({ resellerId: 'r-1', customerId: 'c-1', productId: PLAN, quantity: 1, poNumber });
/** What those see who look after the system. */
type Seen = { readonly path: string } & Pick<Answer, 'status' | 'body'>;

const subjectOf = ({ body }: Told): string => `subscription/${body.subscriptionId}`;

const orders = (client: string, name: string, count: number): readonly Promise<Taken>[] =>
  Array.from({ length: count }, (_, i) => `${name}-${client}-${i}`).map((key) =>
    flood.untilTaken('/v1/orders', order(key), client, key),
  );

const everybody = (name: string): Promise<readonly Taken[]> =>
  Promise.all(CLIENTS.flatMap((client) => orders(client, name, ORDERS_OF_EACH)));

/** Before anything was begun; a machine that is too slow for its stores' patience says other things, too. */
const isAtTheDoor = ({ body }: Pick<Told, 'body'>): boolean =>
  ['rate-limited', 'overloaded'].includes(String(body.code));

const endsOf = (told: readonly Told[]): readonly number[] => told.map(({ endedAt }) => endedAt).sort((a, b) => a - b);

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
  for (let run = 0; run < 3; run += 1) {
    const warm = await Promise.all(orders('portal', `warm-${run}`, BUSY));
    acknowledged.push(...warm.map(({ told }) => subjectOf(told)));
  }
}, 120_000);

afterAll(async () => {
  flood?.stop();
  await t?.stop();
}, 30_000);

describe.each([
  { store: 'fast', delayAppendsMs: 0 },
  { store: 'slow', delayAppendsMs: SLOW_APPEND_MS },
])('more orders at once than the api can take, on a store that is $store,', ({ delayAppendsMs }) => {
  // A fast one may have answered some before all have come, and how fast it does is a matter of the machine.
  const isSlow = delayAppendsMs > 0;
  let begunAt: number;
  let taken: readonly Taken[];
  let refused: readonly Told[];
  let meanwhile: readonly Seen[];

  beforeAll(async () => {
    t.node.setFaults({ delayAppendsMs });
    const looking = new AbortController();
    const looked = lookAround(looking.signal);
    begunAt = performance.now();
    taken = await everybody(`flood-${delayAppendsMs}`);
    looking.abort();
    meanwhile = await looked;
    t.node.setFaults({ delayAppendsMs: 0 });
    refused = taken.flatMap((one) => one.refused);
    acknowledged.push(...taken.map(({ told }) => subjectOf(told)));
  }, 120_000);

  /** As those who look after the system do. */
  async function lookAround(signal: AbortSignal): Promise<readonly Seen[]> {
    const seen: Seen[] = [];
    do {
      for (const path of ['/health/live', '/health/ready', '/metrics', '/v1/ops/projections']) {
        const { status, body } = await t.get(path, { as: path.startsWith('/v1') ? 'operations' : null });
        seen.push({ path, status, body });
      }
    } while (!signal.aborted);
    return seen;
  }

  it('are refused in part, with a problem that says when to come back', () => {
    if (isSlow) expect(refused.filter(isAtTheDoor)).not.toEqual([]);
    for (const { headers, body } of refused) {
      expect(headers).toMatchObject({
        'retry-after': expect.stringMatching(/^\d+$/),
        'content-type': expect.stringMatching(/problem\+json/),
      });
      expect(body).toMatchObject({ title: expect.any(String), detail: expect.any(String) });
    }
  });

  it('are all taken once they came back, each exactly once', async () => {
    expect(new Set(taken.map(({ told }) => subjectOf(told))).size).toBe(ALL);
    const begunBefore = taken.filter(({ told }) => 'idempotency-replayed' in told.headers);
    expect(begunBefore.filter((one) => one.refused.every(isAtTheDoor))).toEqual([]);
    expect([...(await ordered())].sort()).toEqual([...acknowledged].sort());
    const late = taken.find((one) => one.refused.length > 0) ?? taken[0];
    const items = [{ revisions: [0], answer: late?.told.body }];
    await eventually(async () => {
      const receipt = await t.get(`/v1/receipts/${late?.key}`, withKey(String(late?.client)));
      expect(receipt.body.items).toMatchObject(items);
      return true;
    });
  });

  if (isSlow) {
    it('never have more places than there are', () => {
      const ended = endsOf(taken.map(({ told }) => told)).map((at) => at - begunAt);
      // Each has its place for as long as the store takes: so many are in the first round, and in each later one.
      const tooEarly = ended.filter((ms, at) => ms < (Math.floor(at / PLACES) + 1) * (delayAppendsMs - EARLY_MS));
      expect(tooEarly).toEqual([]);
    });

    it('hear that they are refused without waiting for those that are admitted', () => {
      const [firstRefused = Number.POSITIVE_INFINITY] = endsOf(refused.filter(isAtTheDoor));
      expect(firstRefused).toBeLessThan(endsOf(taken.map(({ told }) => told))[PLACES - 1] ?? 0);
    });
  }

  it('leave room to see what is the matter', () => {
    expect(meanwhile.filter(isAtTheDoor)).toEqual([]);
    const always = meanwhile.filter(({ path }) => ['/health/live', '/metrics'].includes(path));
    expect(new Set(always.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
