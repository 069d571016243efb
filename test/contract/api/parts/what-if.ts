import { ApiUnderTest, type Json, problemOf } from '../running-api.js';

const ANNUAL = '057O1-WW6525-L347';
const FROM = '2020-01-01T00:00:00Z';
const TO = '2100-01-01T00:00:00Z';
const POLICY = {
  vendor: 'autodesk',
  calendarRegion: 'US',
  timeZone: 'America/Los_Angeles',
  businessDaysBeforeTermEnd: 5,
  cutoffDayCounts: true,
  lateDisable: 'defer',
  seatsMax: 999,
  startDateDaysMax: 31,
  refunds: 'never',
  disabling: 'irrevocable',
  neverResubmittedErrors: [70, 71],
};

let t: ApiUnderTest;
let id: string;
let failed: string;

const ask = (body: object, as: 'operations' | 'intake' = 'operations') =>
  t.send('POST', '/v1/ops/what-ifs', body, { as });
const differences = ({ body }: { body: Json }) => body.differences as Json[];
const asked = async (over: object) =>
  differences(await ask({ from: FROM, to: TO, resellerId: 'if-r1', policy: { ...POLICY, ...over } }));

async function order(key: string, quantity: number): Promise<Json> {
  const body = { resellerId: 'if-r1', customerId: 'if-c1', productId: ANNUAL, quantity, poNumber: 'PO-1' };
  return (await t.post('/v1/orders', body, key)).body;
}

/** The same commands under another policy: of one reseller, since the others have theirs. */
export function whatIf(api: () => ApiUnderTest): void {
  describe('what if', () => {
    beforeAll(async () => {
      t = api();
      await t.put('/v1/resellers/if-r1', { name: 'N', country: 'US', supportEmail: 'help@n.example' });
      const customer = { resellerId: 'if-r1', name: 'Ida', postalCode: '80331', country: 'DE', address: 'Weg 1' };
      await t.put('/v1/customers/if-c1', customer);
      const plan = { productName: 'AutoCAD LT', period: 'annual', supportLevel: 'basic', catalogue: 'open' };
      await t.put(`/v1/service-plans/${ANNUAL}`, { ...plan, price: { amountMinor: 57_625, currency: 'USD' } });
      id = String((await order('if-one', 3)).subscriptionId);
      await t.activate(id);
      await t.post(`/v1/subscriptions/${id}/disable-auto-renew`, {}, 'if-disable');
      failed = String((await order('if-two', 3)).subscriptionId);
      await t.fail(failed, 12);
      await t.post(`/v1/subscriptions/${failed}/resubmit`, {}, 'if-resubmit');
      await order('if-too-many', 2_000);
    }, 120_000);

    describe('another vendor policy', () => {
      it('that is the same decides the same; the one in force is taken where none is given', async () => {
        const { status, body } = await ask({ from: FROM, to: TO, resellerId: 'if-r1' });
        expect([status, body.differences, body.truncated, body.nextCursor]).toEqual([200, [], false, null]);
        expect(body.commands).toBe(body.decisionsSame);
        expect(body.notJudged).toEqual({ RegisterCustomer: 1 });
        expect(await asked({})).toEqual([]);
      });

      it('of ten business days fixes other cutoffs, and records them with the disable', async () => {
        const found = await asked({ businessDaysBeforeTermEnd: 10 });
        expect(found.map(({ command, differs }) => [command, differs])).toEqual([
          ['RecordVendorAnswer', ['cutoff']],
          ['DisableAutoRenew', ['cutoff']],
        ]);
        expect(found[0]).toMatchObject({ subscriptionId: id, actor: 'worker:test', resellerId: 'if-r1' });
      });

      it('of more business days than the term has left makes the disable late', async () => {
        const policy = { ...POLICY, businessDaysBeforeTermEnd: 31, lateDisable: 'refuse' };
        const { body } = await ask({ from: FROM, to: TO, resellerId: 'if-r1', policy });
        expect((body.differences as Json[]).map(({ command }) => command)).toContain('RecordVendorAnswer');
      });

      it('refuses what was accepted, and accepts what was refused', async () => {
        const fewer = await asked({ seatsMax: 2 });
        expect(fewer.map(({ command, instead }) => [command, (instead as Json).refusal])).toEqual([
          ['OrderSubscription', { code: 'seat-limit-exceeded', asked: 3, seatsMax: 2 }],
          ['OrderSubscription', { code: 'seat-limit-exceeded', asked: 3, seatsMax: 2 }],
          ['ResubmitOrder', { code: 'seat-limit-exceeded', asked: 3, seatsMax: 2 }],
          ['OrderSubscription', expect.objectContaining({ seatsMax: 2 })],
        ]);
        const more = await asked({ seatsMax: 3_000 });
        const accepted = more.filter(({ actual }) => (actual as Json).outcome === 'refused');
        expect(accepted.map(({ differs, instead }) => [differs, (instead as Json).outcome])).toEqual([
          [['outcome', 'refusal'], 'accepted'],
        ]);
      });

      it('that never resubmits an error refuses the resubmission', async () => {
        const found = await asked({ neverResubmittedErrors: [12] });
        expect(found.map(({ command, subscriptionId }) => [command, subscriptionId])).toEqual([
          ['RecordVendorAnswer', failed],
          ['ResubmitOrder', failed],
        ]);
      });

      it('is asked about one reseller, or a time in which nothing was', async () => {
        const of = async (body: object) => (await ask({ from: FROM, to: TO, ...body })).body.commands;
        expect(await of({ resellerId: 'nobody' })).toBe(0);
        expect(await of({ resellerId: 'if-r1' })).toBeGreaterThan(4);
        expect(await of({ to: '2020-01-02T00:00:00Z' })).toBe(0);
      });

      it('changes nothing', async () => {
        const { body: before } = await t.get(`/v1/ops/subscriptions/${id}/timeline`);
        await asked({ seatsMax: 1 });
        expect((await t.get(`/v1/ops/subscriptions/${id}/timeline`)).body).toEqual(before);
      });

      it.each<[string, object]>([
        ['no period', {}],
        ['a period that ends before it begins', { from: TO, to: FROM }],
        ['a policy that is none', { from: FROM, to: TO, policy: [] }],
        ['a policy without a rule', { from: FROM, to: TO, policy: { ...POLICY, seatsMax: undefined } }],
        ['a policy with a rule too many', { from: FROM, to: TO, policy: { ...POLICY, more: 1 } }],
        ['a region that nobody knows', { from: FROM, to: TO, policy: { ...POLICY, calendarRegion: 'XX' } }],
        ['a time zone that nobody knows', { from: FROM, to: TO, policy: { ...POLICY, timeZone: 'Moon/Sea' } }],
        ['a cursor that is none', { from: FROM, to: TO, cursor: 'x' }],
      ])('is not asked with %s', async (_, body) =>
        expect(problemOf(await ask(body))).toEqual([400, 'invalid-request']),
      );

      it('is not for those who send orders', async () =>
        expect(problemOf(await ask({ from: FROM, to: TO }, 'intake'))).toEqual([403, 'forbidden']));
    });
  });
}
