import pg from 'pg';
import { eventually } from '../../../support/eventually.js';
import { ApiUnderTest, type Json, problemOf, type SendOptions } from '../running-api.js';

const MONTHLY = '057O1-WW2545-T220';
const REASON = 'the reseller says that it asked in time, ticket 4711';

let t: ApiUnderTest;
let database: pg.Client;
let subscriptionId: string;
let keys = 0;

const operations: SendOptions = { as: 'operations' };
const post = (path: string, body: Json, options: SendOptions = operations) => {
  keys += 1;
  return t.post(path.replace(':id', subscriptionId), body, `holds-${keys}`, options);
};
const hold = (body: Json = { reason: REASON }, options?: SendOptions) =>
  post('/v1/ops/subscriptions/:id/hold', body, options);
const release = (body: Json = { reason: 'seen' }, options?: SendOptions) =>
  post('/v1/ops/subscriptions/:id/release', body, options);
const assign = (endUserId: string) => t.put(`/v1/subscriptions/${subscriptionId}/licenses/${endUserId}`, {});

/** Kind and whether it is held, as the projector has it at a revision of the subscription. */
async function dueAt(revision: unknown) {
  await eventually(async () => (await t.get(`/v1/subscriptions/${subscriptionId}`)).body.revision === revision);
  const { rows } = await database.query(
    `SELECT kind, held FROM read_model.due_work WHERE stream = 'subscription-' || $1 ORDER BY kind`,
    [subscriptionId],
  );
  return rows.map(({ kind, held }) => [kind, held]);
}

/** Due work that is kept from being done. */
export function holds(api: () => ApiUnderTest): void {
  describe('holds', () => {
    beforeAll(async () => {
      t = api();
      database = new pg.Client({ connectionString: t.postgres.url });
      await database.connect();
      await t.put('/v1/resellers/held-r1', { name: 'N', country: 'US', supportEmail: 'help@n.example' });
      const customer = { resellerId: 'held-r1', name: 'Eva', postalCode: '80331', country: 'DE', address: 'Weg 1' };
      await t.put('/v1/customers/held-c1', customer);
      const plan = { productName: 'AutoCAD LT', period: 'monthly', supportLevel: 'basic', catalogue: 'open' };
      await t.put(`/v1/service-plans/${MONTHLY}`, { ...plan, price: { amountMinor: 61_659, currency: 'USD' } });
      const order = { resellerId: 'held-r1', customerId: 'held-c1', productId: MONTHLY, quantity: 2, poNumber: 'PO-1' };
      subscriptionId = String((await t.post('/v1/orders', order, 'order-to-hold')).body.subscriptionId);
      await t.activate(subscriptionId);
    }, 120_000);

    afterAll(async () => {
      await database?.end();
    }, 30_000);

    describe('holding due work', () => {
      it('is for operations, and for a reason', async () => {
        expect(problemOf(await hold({ reason: REASON }, { as: 'intake' }))).toEqual([403, 'forbidden']);
        expect(problemOf(await hold({}))).toEqual([400, 'invalid-request']);
        expect(problemOf(await release({}))).toEqual([400, 'invalid-request']);
        const nobody = await t.post('/v1/ops/subscriptions/nobody/hold', { reason: REASON }, 'nobody', operations);
        expect(problemOf(nobody)).toEqual([404, 'not-found']);
      });

      it('keeps it due and marks it as held, and refuses what others want', async () => {
        const held = await hold();
        expect([held.status, held.body]).toEqual([
          200,
          {
            id: subscriptionId,
            status: 'active',
            held: { reason: REASON, since: expect.any(String) },
            revision: expect.any(Number),
            position: expect.any(String),
          },
        ]);
        expect(await dueAt(held.body.revision)).toEqual([
          ['cutoff', true],
          ['instalment', true],
          ['renewal', true],
        ]);
        const refused = await assign('ada');
        expect(problemOf(refused)).toEqual([409, 'on-hold']);
        expect(refused.body.heldSince).toBe((held.body.held as Json).since);
        expect(problemOf(await post('/v1/subscriptions/:id/disable-auto-renew', { reason: 'x' }))).toEqual([
          409,
          'on-hold',
        ]);
      });

      it('twice is once', async () => {
        const again = await hold({ reason: 'another' });
        expect([again.status, again.body.held]).toEqual([200, { reason: REASON, since: expect.any(String) }]);
      });

      it('ends with the release, by whom and why in the history', async () => {
        const released = await release();
        expect([released.status, released.body.held]).toEqual([200, null]);
        expect((await dueAt(released.body.revision)).map(([, held]) => held)).toEqual([false, false, false]);
        expect((await assign('ada')).status).toBe(200);
        const { body } = await t.get(`/v1/subscriptions/${subscriptionId}/history?limit=200`, operations);
        const ofHolds = (body.items as Json[]).filter(({ type }) => String(type).startsWith('DueWork'));
        expect(ofHolds.map(({ type, actor, data }) => [type, actor, (data as Json).reason])).toEqual([
          ['DueWorkHeld', 'operations:operations-1', REASON],
          ['DueWorkReleased', 'operations:operations-1', 'seen'],
        ]);
      });

      it('goes in bulk, line by line', async () => {
        const line = (command: string) =>
          JSON.stringify({ idempotencyKey: `bulk-${command}`, command, payload: { subscriptionId, reason: REASON } });
        const answers = await t.bulk(`${line('HoldDueWork')}\n${line('ReleaseDueWork')}\n`, operations);
        expect(answers.map(({ status, result }) => [status, (result as Json).held === null])).toEqual([
          [200, false],
          [200, true],
        ]);
      });
    });

    describe('a disable that was received in time', () => {
      const disable = (body: Json, options: SendOptions = operations) =>
        post('/v1/subscriptions/:id/disable-auto-renew', body, options);
      const evidence = 'mail of that day';
      const earlier = () => new Date(Date.now() - 86_400_000).toISOString();

      it('is for operations to say, with evidence and a reason', async () => {
        const whole = { receivedAt: earlier(), evidence, reason: REASON };
        expect(problemOf(await disable(whole, { as: 'intake' }))).toEqual([403, 'forbidden']);
        expect(problemOf(await disable({ evidence, reason: REASON }, { as: 'intake' }))).toEqual([403, 'forbidden']);
        const faults = async (body: Json, options?: SendOptions) => {
          const answer = await disable(body, options);
          return [answer.status, ((answer.body.errors ?? []) as Json[]).map(({ pointer }) => pointer)];
        };
        expect(await faults({ receivedAt: 'yesterday', evidence, reason: REASON })).toEqual([400, ['/receivedAt']]);
        expect(await faults({ receivedAt: earlier(), reason: REASON })).toEqual([400, ['/evidence']]);
        expect(await faults({ evidence, reason: REASON })).toEqual([400, ['/evidence']]);
        expect(await faults({ receivedAt: earlier(), evidence }, { as: 'admin' })).toEqual([400, ['/reason']]);
      });

      it('lies between the activation and now', async () => {
        const refused = await disable({ receivedAt: earlier(), evidence, reason: REASON });
        expect(problemOf(refused)).toEqual([422, 'received-at-out-of-range']);
        const future = new Date(Date.now() + 3_600_000).toISOString();
        const tooSoon = await disable({ receivedAt: future, evidence, reason: REASON });
        expect(problemOf(tooSoon)).toEqual([422, 'received-at-out-of-range']);
      });

      it('is judged by the licences of then, taken on hold, and in the history with all that was said', async () => {
        const { body } = await t.get(`/v1/subscriptions/${subscriptionId}/history?limit=200`, operations);
        const [assigned] = (body.items as Json[]).filter(({ type }) => type === 'LicenseAssigned');
        const receivedAt = new Date(Date.parse(String(assigned?.effectiveAt)) - 1).toISOString();
        await hold();
        const now = new Date().toISOString();
        expect(problemOf(await disable({ receivedAt: now, evidence, reason: REASON }))).toEqual([
          409,
          'licenses-still-assigned',
        ]);
        const disabled = await disable({ receivedAt, evidence, reason: REASON });
        expect([disabled.status, disabled.body.late]).toEqual([200, false]);
        expect((await release()).status).toBe(200);
        await eventually(
          async () =>
            Number((await t.get(`/v1/subscriptions/${subscriptionId}`)).body.revision) > Number(disabled.body.revision),
        );
        const after = await t.get(`/v1/subscriptions/${subscriptionId}/history?limit=200`, operations);
        const said = (after.body.items as Json[]).find(({ type }) => type === 'AutoRenewDisabled');
        expect([said?.actor, (said?.data as Json | undefined)?.received]).toEqual([
          'operations:operations-1',
          { at: receivedAt, evidence, reason: REASON },
        ]);
      });
    });
  });
}
