import { MONTHLY, openMarket } from '../market.js';
import { type ApiProcess, type ApiUnderTest, type Json, problemOf } from '../running-api.js';

/** A third one, so that nothing holds because there is only one other. */
const THREADS = { threads: '3', 'in-process': '0' } as const;
type Place = keyof typeof THREADS;
const PLACES = Object.keys(THREADS) as readonly Place[];
const OF_A_THREAD = /process="api",thread="(write-side-\d)"/;

let t: ApiUnderTest;
let apis: Readonly<Record<Place, ApiProcess>>;

const other = (place: Place): Place => (place === 'threads' ? 'in-process' : 'threads');
const ORDER = { resellerId: 'r-1', customerId: 'c-1', productId: MONTHLY, quantity: 2, poNumber: 'PO-2' };
const order = (at: ApiProcess, key: string, more: Json = {}) =>
  t.post('/v1/orders', { ...ORDER, ...more }, key, { at });

async function metricsOf(at: ApiProcess): Promise<readonly string[]> {
  const { status, text } = await t.get('/metrics', { at, as: null });
  expect(status).toBe(200);
  return text.split('\n');
}

const named = (lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.filter((line) => line.startsWith('# TYPE ')));

/** Where the api decides and appends is nobody's business outside: both places on one history, each with what the other wrote. */
export function writeSide(api: () => ApiUnderTest): void {
  describe('the write side', () => {
    beforeAll(async () => {
      t = api();
      const started = (place: Place) => t.another({ WRITE_THREADS: THREADS[place] });
      const [threads, inProcess] = await Promise.all([started('threads'), started('in-process')]);
      apis = { threads, 'in-process': inProcess };
      await openMarket(t);
    }, 60_000);

    describe.each(PLACES)('in its place: %s', (place) => {
      it('is known by the metrics of each of its threads', async () => {
        const lines = await metricsOf(apis[place]);
        const ofThreads = lines.filter((line) => OF_A_THREAD.test(line));
        const lags = ofThreads.filter((line) => line.startsWith('nodejs_eventloop_lag_seconds{'));
        const threads = Array.from({ length: Number(THREADS[place]) }, (_, i) => `write-side-${i + 1}`);
        expect(lags.map((line) => OF_A_THREAD.exec(line)?.[1])).toEqual(threads);
        expect(ofThreads.filter((line) => line.startsWith('process_'))).toEqual([]);
      });

      it('gives an order the same answer, and its repeat in the other place, and its receipt', async () => {
        const first = await order(apis[place], `ws-${place}`);
        expect(first.status).toBe(201);
        const again = await order(apis[other(place)], `ws-${place}`);
        expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([first.body, 'true']);
        const receipt = await t.get(`/v1/receipts/ws-${place}`, { at: apis[place] });
        expect(receipt.body.items).toEqual([
          expect.objectContaining({ command: 'OrderSubscription', answer: first.body }),
        ]);
      });

      it('gives a hundred copies of an order at once one answer, although no thread takes them all', async () => {
        const copies = await Promise.all(Array.from({ length: 100 }, () => order(apis[place], `ws-copies-${place}`)));
        const [first] = copies;
        expect(copies.map(({ status, body }) => [status, body])).toEqual(copies.map(() => [201, first?.body]));
        expect(copies.filter(({ headers }) => headers.get('idempotency-replayed') !== 'true')).toHaveLength(1);
      });

      it('tells its faults and refusals in the same words', async () => {
        const at = apis[place];
        expect(problemOf(await order(at, `ws-${place}`, { quantity: 3 }))).toEqual([422, 'idempotency-key-reused']);
        const reseller = { name: 'N', country: 'US', supportEmail: 'a@b.example' };
        const stale = await t.put('/v1/resellers/r-1', reseller, { at, headers: { 'if-match': '"99"' } });
        expect([problemOf(stale), stale.body.revision]).toEqual([[412, 'revision-mismatch'], 0]);
        expect(problemOf(await order(at, `ws-none-${place}`, { customerId: 'nobody' }))).toEqual([404, 'not-found']);
      });

      it('judges a preview, also on what somebody else wrote a moment ago', async () => {
        const productId = place === 'threads' ? '237L1-WW8695-T548' : '057O1-WW6525-L347';
        const details = { productName: 'Late', period: 'annual', supportLevel: 'basic', catalogue: 'open' };
        const listed = await t.put(
          `/v1/service-plans/${productId}`,
          {
            ...details,
            ...(place === 'in-process' && { productName: 'AutoCAD LT' }),
            price: { amountMinor: 777, currency: 'USD' },
          },
          { at: apis[other(place)] },
        );
        expect([200, 201]).toContain(listed.status);
        const preview = await t.send(
          'POST',
          '/v1/orders/preview',
          { ...ORDER, productId },
          { at: apis[place], headers: { 'read-after': String(listed.body.position) } },
        );
        expect([preview.status, preview.body.price]).toEqual([200, { amountMinor: 777, currency: 'USD' }]);
      });

      it('shows nothing any more of whom it has erased', async () => {
        const at = apis[place];
        const customerId = `ws-gone-${place}`;
        const ada = { resellerId: 'r-1', name: `Ada of ${place}`, postalCode: '1', country: 'DE', address: 'Weg 1' };
        await t.put(`/v1/customers/${customerId}`, ada, { at });
        await t.seen(`/v1/customers/${customerId}`, ({ name }) => name === ada.name, { at });
        const body = { customerId, reason: 'ticket' };
        const erased = await t.post('/v1/ops/erasures', body, customerId, { at, as: 'operations' });
        expect(erased.status).toBe(200);
        expect((await t.get(`/v1/customers/${customerId}`, { at })).body.name).toBeNull();
      });

      it('is ready with its store, and stops with its process', async () => {
        const more = await t.another({ WRITE_THREADS: THREADS[place] });
        expect((await t.get('/health/ready', { at: more, as: null })).body).toHaveProperty('status', 'ok');
        expect(await more.stop()).toBe(0);
      });
    });

    it('takes no metric from the process', async () => {
      const [withThreads, without] = await Promise.all(
        PLACES.map(async (place) => named(await metricsOf(apis[place]))),
      );
      expect([...(without ?? [])].filter((type) => !withThreads?.has(type))).toEqual([]);
    });
  });
}
