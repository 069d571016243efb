import { eventually } from '../../../support/eventually.js';
import { ApiUnderTest, type Json, problemOf } from '../running-api.js';

const ANNUAL = '237O1-WW6525-L348';
const operations = { as: 'operations' } as const;
const reason = 'ticket 4711';

let t: ApiUnderTest;
let id: string;
let ordered: string;
let replaced: string;

const ask = (kind: string, what: string, name = id) => t.get(`/v1/ops/${kind}/${name}/${what}`, operations);
const items = (body: Json) => body.items as Json[];
const withoutPosition = ({ position: _, ...answer }: Json) => answer;
const now = () => encodeURIComponent(new Date().toISOString());

const plan = (amountMinor: number) => ({
  productName: 'AutoCAD LT',
  period: 'annual',
  supportLevel: 'basic',
  catalogue: 'open',
  price: { amountMinor, currency: 'USD' },
});
const customer = (name: string) => ({
  resellerId: 'past-r1',
  name,
  postalCode: '80331',
  country: 'DE',
  address: 'Weg 1',
});

async function order(key: string, poNumber: string): Promise<string> {
  const body = { resellerId: 'past-r1', customerId: 'past-c1', productId: ANNUAL, quantity: 3, poNumber };
  const answer = await t.post('/v1/orders', body, key);
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body.subscriptionId);
}

/** What the history can be asked. */
export function history(api: () => ApiUnderTest): void {
  describe('the history', () => {
    beforeAll(async () => {
      t = api();
      await t.put('/v1/resellers/past-r1', { name: 'N', country: 'US', supportEmail: 'help@n.example' });
      await t.put('/v1/customers/past-c1', customer('Ada'));
      await t.put('/v1/customers/past-c1', customer('Ada & Sons'));
      await t.put(`/v1/service-plans/${ANNUAL}`, plan(50_000));
      await t.put(`/v1/service-plans/${ANNUAL}`, plan(57_625));
      id = await order('past-first', 'PO-1');
      ordered = now();
      await t.post(`/v1/subscriptions/${id}/seats`, { add: 2, reason }, 'too-early', operations);
      await t.activate(id);
      await t.put(`/v1/subscriptions/${id}/licenses/ada`, { reason }, operations);
      await t.post(`/v1/subscriptions/${id}/seats`, { add: 2 }, 'past-seats', { as: 'intake' });
      await t.post(`/v1/subscriptions/${id}/disable-auto-renew`, {}, 'past-disable', { as: 'intake' });
      await t.post(`/v1/subscriptions/${id}/refund`, {}, 'past-refund', { as: 'intake' });
      const failed = await order('past-second', 'PO-2');
      await t.fail(failed, 70);
      const replacement = await t.post(`/v1/subscriptions/${failed}/replace`, { reason }, 'past-replace', operations);
      replaced = failed;
      await eventually(async () => {
        const { status } = await t.get(`/v1/subscriptions/${replacement.body.subscriptionId}`);
        const timeline = await ask('subscriptions', 'timeline');
        return status === 200 && items(timeline.body).filter(({ entry }) => entry === 'refused').length === 3;
      });
    }, 120_000);

    describe('a timeline', () => {
      it('has what happened and what was refused in one order, each with who, by which command, and from what', async () => {
        const { body } = await ask('subscriptions', 'timeline');
        expect(items(body).map(({ type, command }) => type ?? `refused ${command}`)).toEqual([
          'SubscriptionOrdered',
          'refused AddSeats',
          'SubscriptionActivated',
          'LicenseAssigned',
          'SeatsAdded',
          'refused DisableAutoRenew',
          'refused RequestRefund',
        ]);
        expect(items(body)[0]).toMatchObject({
          entry: 'event',
          revision: 0,
          actor: 'admin:admin-1',
          client: 'admin',
          command: 'OrderSubscription',
          commandId: expect.any(String),
          payload: { poNumber: 'PO-1', productId: ANNUAL },
          data: { order: { supportContact: 'help@n.example' } },
          facts: { 'plan-237O1WW6525L348': 1, 'reseller-past-r1': 0, 'customer-past-c1': 1 },
        });
        expect(items(body)[1]).toMatchObject({
          entry: 'refused',
          actor: 'operations:operations-1',
          refusal: { code: 'not-active' },
          payload: { add: 2, reason },
          judgedAt: 0,
        });
        expect(items(body)[3]).toMatchObject({
          actor: 'operations:operations-1',
          payload: { endUserId: 'ada', reason },
        });
      });

      it('is the same page by page', async () => {
        const { body: whole } = await ask('subscriptions', 'timeline');
        const pages: Json[] = [];
        for (let cursor: unknown = ''; cursor !== null; ) {
          const { body } = await ask('subscriptions', `timeline?limit=1${cursor && `&cursor=${cursor}`}`);
          pages.push(...items(body));
          cursor = body.nextCursor;
        }
        expect(pages).toEqual(whole.items);
      });

      it.each([
        ['resellers', () => 'past-r1', ['ResellerRegistered']],
        ['customers', () => 'past-c1', ['CustomerRegistered', 'CustomerChanged']],
        ['service-plans', () => ANNUAL, ['ServicePlanListed', 'ServicePlanRepriced']],
        ['subscriptions', () => replaced, ['SubscriptionOrdered', 'ProvisioningFailed', 'OrderReplaced']],
      ])('is there of %s', async (kind, name, types) =>
        expect(items((await ask(kind, 'timeline', name())).body).map(({ type }) => type)).toEqual(types),
      );
    });

    describe('as of an instant', () => {
      it.each([
        ['subscriptions', () => id, () => `/v1/subscriptions/${id}`],
        ['subscriptions', () => replaced, () => `/v1/subscriptions/${replaced}`],
        ['resellers', () => 'past-r1', () => '/v1/resellers/past-r1'],
        ['customers', () => 'past-c1', () => '/v1/customers/past-c1'],
        ['service-plans', () => ANNUAL, () => `/v1/service-plans/${ANNUAL}`],
      ])('%s are, now, what the read model says', async (kind, name, path) => {
        const { body } = await ask(kind, 'as-of', name());
        expect(body.state).toEqual(withoutPosition((await t.get(path())).body));
      });

      it('it was what it was then, and nothing before it was ordered', async () => {
        const { body } = await ask('subscriptions', `as-of?at=${ordered}`);
        expect(body).toMatchObject({ revision: 0, state: { status: 'pending', seats: 3, term: null, revision: 0 } });
        const { body: before } = await ask('subscriptions', 'as-of?at=2020-01-01T00:00:00Z&time=effective');
        expect(before).toEqual({ at: '2020-01-01T00:00:00.000Z', time: 'effective', revision: null, state: null });
      });
    });

    describe('the difference between two instants', () => {
      it('names each field, and the event that changed it', async () => {
        const { body } = await ask('subscriptions', `diff?from=${ordered}`);
        const changes = body.changes as Json[];
        const of = (field: string) => changes.find((change) => change.field === field);
        expect(of('/seats')).toMatchObject({
          before: 3,
          after: 5,
          event: { type: 'SeatsAdded', actor: 'intake:intake-1' },
        });
        expect(of('/status')).toMatchObject({
          before: 'pending',
          after: 'active',
          event: { type: 'SubscriptionActivated' },
        });
        expect(of('/assignedLicenses')).toMatchObject({ before: 0, after: 1, event: { type: 'LicenseAssigned' } });
        expect(of('/licenses/ada')).toMatchObject({ before: null, event: { type: 'LicenseAssigned' } });
        expect(of('/due/renewal')).toMatchObject({ before: null, event: { type: 'SubscriptionActivated' } });
        expect(changes.map(({ field }) => field)).not.toContain('/revision');
        expect(changes.map(({ field }) => field)).not.toContain('/poNumber');
      });
    });

    describe('an explanation', () => {
      it("goes from the price back to the order, and to the plan's event that had it", async () => {
        const { body } = await ask('subscriptions', 'explain?field=/price/amountMinor');
        expect(body).toMatchObject({ field: '/price/amountMinor', value: 57_625, readModel: 'subscription' });
        const [cause] = body.because as Json[];
        expect(cause).toMatchObject({
          type: 'SubscriptionOrdered',
          before: null,
          after: 57_625,
          commandId: expect.any(String),
        });
        const { facts = [] } = (cause?.inputs ?? {}) as { facts?: Json[] };
        expect(facts.find(({ stream }) => stream === 'plan-237O1WW6525L348')).toMatchObject({
          revision: 1,
          event: {
            type: 'ServicePlanRepriced',
            data: { price: { amountMinor: 57_625 }, previousPrice: { amountMinor: 50_000 } },
          },
        });
      });

      it.each([
        ['/charges/3/amount', 'charge', 'SeatsAdded'],
        ['/licenses/ada', 'license', 'LicenseAssigned'],
        ['/due/cutoff/dueAt', 'due_work', 'SubscriptionActivated'],
        ['/commitment', 'subscription', 'SeatsAdded'],
      ])('is there for what other read models say: %s', async (field, readModel, type) => {
        const { body } = await ask('subscriptions', `explain?field=${field}`);
        expect([body.readModel, (body.because as Json[])[0]?.type]).toEqual([readModel, type]);
      });

      it('is there for the name of a customer', async () => {
        const { body } = await ask('customers', 'explain?field=/name', 'past-c1');
        expect((body.because as Json[]).map(({ before, after }) => [before, after])).toEqual([
          ['Ada', 'Ada & Sons'],
          [null, 'Ada'],
        ]);
      });
    });

    describe('a cutoff', () => {
      it('is redone day by day from what was recorded', async () => {
        const { body } = await ask('subscriptions', 'cutoff');
        const days = body.days as Json[];
        expect([body.agrees, days.at(-1)?.businessDay, days.at(-1)?.date]).toEqual([
          true,
          5,
          (body.cutoff as Json).date,
        ]);
      });

      it('is not there before there is a term', async () =>
        expect(problemOf(await ask('subscriptions', 'cutoff', replaced))).toEqual([404, 'not-found']));
    });

    describe('what is asked wrongly', () => {
      it.each([
        ['subscriptions', 'timeline', 'nobody', [404, 'not-found']],
        ['resellers', 'as-of', 'nobody', [404, 'not-found']],
        ['service-plans', 'timeline', 'x', [400, 'invalid-request']],
        ['carts', 'timeline', 'past-c1', [400, 'invalid-request']],
        ['resellers', 'timeline?cursor=x', 'past-r1', [400, 'invalid-request']],
        ['resellers', 'as-of?at=yesterday', 'past-r1', [400, 'invalid-request']],
        ['resellers', 'as-of?time=other', 'past-r1', [400, 'invalid-request']],
        ['resellers', 'diff', 'past-r1', [400, 'invalid-request']],
        ['resellers', 'diff?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'past-r1', [400, 'invalid-request']],
        ['resellers', 'explain', 'past-r1', [400, 'invalid-request']],
        ['resellers', 'explain?field=name', 'past-r1', [400, 'invalid-request']],
        ['resellers', 'explain?field=/nothing', 'past-r1', [400, 'invalid-request']],
        ['resellers', 'explain?field=/__proto__/x', 'past-r1', [400, 'invalid-request']],
        ['resellers', 'timeline', 'a%2Fb', [400, 'invalid-request']],
      ])('%s %s of %s', async (kind, what, name, problem) =>
        expect(problemOf(await ask(kind, what, name))).toEqual(problem),
      );

      it('is not for those who send orders', async () =>
        expect(problemOf(await t.get(`/v1/ops/subscriptions/${id}/timeline`, { as: 'intake' }))).toEqual([
          403,
          'forbidden',
        ]));
    });

    describe('an erased person', () => {
      it('reads null in every past, and the erasure is in the timeline', async () => {
        await t.post('/v1/ops/erasures', { customerId: 'past-c1', reason }, 'past-erase', operations);
        await eventually(async () => (await t.get('/v1/customers/past-c1')).body.erased === true);
        const { body } = await ask('customers', 'timeline', 'past-c1');
        expect(items(body).at(-1)).toMatchObject({ type: 'PersonalDataErased', payload: { reason } });
        expect(items(body)[0]).toMatchObject({
          payload: { name: null },
          data: { details: { name: null, erased: true } },
        });
        const { body: past } = await ask('customers', `as-of?at=${ordered}`, 'past-c1');
        expect(past.state).toMatchObject({ name: null, erased: true, country: 'DE', revision: 1 });
        const { body: present } = await ask('customers', 'as-of', 'past-c1');
        expect(present.state).toEqual(withoutPosition((await t.get('/v1/customers/past-c1')).body));
      });
    });
  });
}
