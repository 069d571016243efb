import { eventually } from '../../../support/eventually.js';
import { ApiUnderTest, type Json, problemOf, type SendOptions } from '../running-api.js';

const MONTHLY = '128O1-WW3855-T941';
const DAY_MS = 86_400_000;

let t: ApiUnderTest;
let subscriptionId: string;
let failed: string;

const operations: SendOptions = { as: 'operations' };
const get = (path: string, options: SendOptions = operations) => t.get(path.replace(':id', subscriptionId), options);
const day = (daysAhead: number) => new Date(Date.now() + daysAhead * DAY_MS).toISOString().slice(0, 10);
const csv = { ...operations, headers: { accept: 'text/csv' } };

/** First: it counts what falls due of everybody. */
export function due(api: () => ApiUnderTest): void {
  describe('due work', () => {
    beforeAll(async () => {
      t = api();
      await t.put('/v1/resellers/r-1', { name: 'N', country: 'US', supportEmail: 'help@n.example' });
      const customer = { resellerId: 'r-1', name: 'Ada', postalCode: '80331', country: 'DE', address: 'Weg 1' };
      await t.put('/v1/customers/c-1', customer);
      const plan = { productName: '=cmd, "quoted"', period: 'monthly', supportLevel: 'basic', catalogue: 'open' };
      await t.put(`/v1/service-plans/${MONTHLY}`, { ...plan, price: { amountMinor: 61_659, currency: 'USD' } });
      const order = { resellerId: 'r-1', customerId: 'c-1', productId: MONTHLY, quantity: 2, poNumber: 'PO-1' };
      const ordered = async (key: string) => String((await t.post('/v1/orders', order, key)).body.subscriptionId);
      [subscriptionId, failed] = [await ordered('one'), await ordered('two')];
      await t.activate(subscriptionId);
      await t.fail(failed, 12);
      await eventually(async () => {
        const { body } = await get('/v1/ops/provisioning?status=not-provisioned');
        const { body: seen } = await get('/v1/subscriptions/:id');
        return (body.items as Json[] | undefined)?.length === 1 && seen.status === 'active';
      });
    }, 120_000);

    describe('what falls due', () => {
      it('is for operations', async () => {
        for (const path of ['due', 'due/summary', 'overdue', 'provisioning', 'subscriptions/:id/scheduled']) {
          expect(problemOf(await get(`/v1/ops/${path}`, { as: 'intake' }))).toEqual([403, 'forbidden']);
          expect((await get(`/v1/ops/${path}`)).status).toBe(200);
        }
      });

      it('is told for a year: the later instalments, the cutoff, the renewal', async () => {
        const { body } = await get(`/v1/ops/due?from=${day(0)}&to=${day(368)}&limit=200`);
        const kinds = (body.items as Json[]).map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === 'instalment')).toHaveLength(11);
        expect(kinds.filter((kind) => kind !== 'instalment').sort()).toEqual(['cutoff', 'renewal']);
        expect(body.nextCursor).toBeNull();
      });

      it('takes instants for their day, and says what is wrong with a window', async () => {
        const asDates = await get(`/v1/ops/due?from=${day(2)}&to=${day(60)}`);
        const asInstants = await get(`/v1/ops/due?from=${day(2)}T20:00:00Z&to=${day(60)}T20:00:00Z`);
        expect((asInstants.body.items as Json[]).length).toBe((asDates.body.items as Json[]).length);
        const pointers = async (query: string) => {
          const { status, body } = await get(`/v1/ops/due?${query}`);
          return [status, ((body.errors ?? []) as Json[]).map(({ pointer }) => pointer)];
        };
        expect(await pointers('from=soon')).toEqual([400, ['/from']]);
        expect(await pointers(`from=${day(2)}&to=${day(1)}`)).toEqual([400, ['/to']]);
        expect(await pointers(`from=${day(0)}&to=${day(1_100)}`)).toEqual([400, ['/to']]);
        expect((await get(`/v1/ops/due?from=${day(0)}&to=${day(1_099)}`)).status).toBe(200);
        expect(await pointers('kind=sometime')).toEqual([400, ['/kind']]);
        expect(await pointers('cursor=x')).toEqual([400, ['/cursor']]);
        expect(await pointers('held=perhaps')).toEqual([400, ['/held']]);
      });

      it('comes as CSV, whole, with nothing in it that a spreadsheet would run', async () => {
        const { status, headers, text } = await get(`/v1/ops/due?from=${day(0)}&to=${day(368)}&limit=1`, csv);
        expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
        const [heading, ...lines] = text.split('\r\n');
        expect(heading).toBe(
          'subscriptionId,trackingId,resellerId,customerId,productName,kind,dueAt,dueOn,amountMinor,currency,autoRenew,held',
        );
        expect(lines).toHaveLength(13 + 1);
        expect(lines[0]).toMatch(
          new RegExp(
            `^${subscriptionId},[^,]+,r-1,c-1,"'=cmd, ""quoted""",instalment,\\S+Z,\\S+,10277,USD,true,false$`,
          ),
        );
        expect(problemOf(await get('/v1/ops/due?cursor=x', csv))).toEqual([400, 'invalid-request']);
      });

      it('adds up by quarter', async () => {
        const { body } = await get(`/v1/ops/due/summary?from=${day(0)}&to=${day(368)}&by=quarter`);
        const counts = (body.items as Json[]).map((item) => item.counts as Record<string, number>);
        expect(counts.reduce((sum, { instalment = 0 }) => sum + instalment, 0)).toBe(11);
      });

      it('is not overdue while it is to come', async () => {
        const { body } = await get('/v1/ops/overdue');
        expect([body.items, body.nextCursor]).toEqual([[], null]);
        expect((await get('/v1/ops/overdue', csv)).text.split('\r\n')).toHaveLength(2);
      });
    });

    describe('what is scheduled for a subscription', () => {
      it('is the next of each kind, with its job where there is one', async () => {
        const { body } = await get('/v1/ops/subscriptions/:id/scheduled');
        expect([body.held, body.queue]).toEqual([null, { answers: true, problem: null }]);
        expect((body.items as Json[]).map(({ kind, held, job }) => [kind, held, job])).toEqual([
          ['instalment', false, null],
          ['cutoff', false, null],
          ['renewal', false, null],
        ]);
        expect(problemOf(await t.get('/v1/ops/subscriptions/nobody/scheduled', operations))).toEqual([
          404,
          'not-found',
        ]);
      });

      it('says who holds it, why and since when', async () => {
        const held = await t.post(
          `/v1/ops/subscriptions/${subscriptionId}/hold`,
          { reason: 'looked into' },
          'h',
          operations,
        );
        const headers = { 'read-after': String(held.body.position) };
        const { body } = await get('/v1/ops/subscriptions/:id/scheduled', { ...operations, headers });
        expect(body.held).toEqual({
          reason: 'looked into',
          since: (held.body.held as Json).since,
          actor: 'operations:operations-1',
        });
        expect((body.items as Json[]).map((item) => item.held)).toEqual([true, true, true]);
        const { body: due } = await get(`/v1/ops/due?from=${day(0)}&to=${day(60)}&held=true`, {
          ...operations,
          headers,
        });
        expect((due.items as Json[]).length).toBeGreaterThan(0);
        await t.post(`/v1/ops/subscriptions/${subscriptionId}/release`, { reason: 'seen' }, 'r', operations);
      });
    });

    describe('orders that are stuck', () => {
      it('are mended by the ways there are, each with a reason', async () => {
        const stuck = async (headers = {}) =>
          (await get('/v1/ops/provisioning', { ...operations, headers })).body.items as Json[];
        expect(await stuck()).toMatchObject([
          {
            subscriptionId: failed,
            status: 'not-provisioned',
            vendorError: { code: 12 },
            mayResubmit: true,
            poNumber: 'PO-1',
          },
        ]);
        const resubmit = (body: Json, key: string) =>
          t.post(`/v1/subscriptions/${failed}/resubmit`, body, key, operations);
        expect(problemOf(await resubmit({ poNumber: 'PO-2' }, 'a'))).toEqual([400, 'invalid-request']);
        const again = await resubmit({ poNumber: 'PO-2', reason: 'the PO number was wrong' }, 'b');
        expect(await stuck({ 'read-after': String(again.body.position) })).toMatchObject([
          { status: 'pending', attempt: 2, vendorError: null, mayResubmit: false, poNumber: 'PO-2' },
        ]);
      });
    });
  });
}
