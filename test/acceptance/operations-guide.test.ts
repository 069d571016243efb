import pg from 'pg';
import { startEmbeddedPostgres, type TestPostgres } from '../support/embedded-postgres.js';
import { eventually } from '../support/eventually.js';
import { type GuideTask, missingIn, runTask, tasksOf } from '../support/guide.js';
import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';
import { type Json, problemOf, Scenario } from './scenario.js';

const ANNUAL = '057O1-WW6525-L347';
const MONTHLY = '057O1-WW2545-T220';
const PARKED_PLAN = '829N1-WW3740-L562';
const START_MS = 180_000;
/** What the guide's commands name, beside the subscription that each task is about. */
const NAMES = {
  RESELLER: 'reseller-7',
  CUSTOMER: 'customer-9',
  START: '2031-01-31T00:00:00.000Z',
  MONTH_1: '2031-03-02T18:00:00.000Z',
  MONTH_13: '2032-02-05T18:00:00.000Z',
};
const ORDER = { resellerId: NAMES.RESELLER, customerId: NAMES.CUSTOMER, productId: ANNUAL };

/** Every block of the guide, as it stands there, against one whole system, in the order of what it tells of. */
describe('the operations guide, by task', () => {
  const guide = tasksOf('docs/operations.md');
  const carriedOut = new Set<GuideTask>();
  let postgres: TestPostgres;
  let termbook: TermbookUnderTest;
  let t: Scenario;
  /** Its reseller asked in time to end it. */
  let asked: string;
  let instalments: string;
  /** Too early a request, seats, a late disable, a renewal. */
  let storied: string;

  const environment = () => {
    const { PATH } = process.env;
    return { PATH, DATA_DIR: termbook.dataDir, PORT: new URL(termbook.url).port, ...NAMES };
  };

  /** @returns what it printed. @throws where it does not end well, or does not print what the guide says. */
  async function carryOut(task: GuideTask | undefined, names: Readonly<Record<string, string>> = {}): Promise<string> {
    if (task === undefined) throw new Error('The guide has no such block');
    const outcome = await runTask(task, { ...environment(), ...names });
    expect({ ...outcome, missing: missingIn(task, outcome) }).toEqual({ code: 0, output: outcome.output, missing: [] });
    carriedOut.add(task);
    return outcome.output;
  }

  const under = (heading: string): readonly GuideTask[] => guide.filter((task) => task.heading === heading);

  async function allUnder(heading: string, names: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
    const printed: string[] = [];
    for (const task of under(heading)) printed.push(await carryOut(task, names));
    return printed;
  }

  beforeAll(async () => {
    postgres = await startEmbeddedPostgres();
    termbook = await startTermbook({ environment: { DATABASE_URL: postgres.url, SANDBOX: 'on' } });
    t = new Scenario(termbook);
    await t.moveClockTo('2031-01-31T18:00:00.000Z');
    await t.registerReseller(NAMES.RESELLER);
    await t.registerCustomer(NAMES.CUSTOMER, NAMES.RESELLER);
    asked = await t.order({ ...ORDER, quantity: 2 });
    instalments = await t.order({ ...ORDER, productId: MONTHLY, quantity: 3 });
    storied = await t.order({ ...ORDER, quantity: 5 });
    await t.post(`/v1/subscriptions/${storied}/seats`, { add: 1 });
    await t.moveClockTo('2031-02-01T18:00:00.000Z');
    await t.expectOk(t.post(`/v1/subscriptions/${storied}/seats`, { add: 2 }, { as: 'intake' }));
    await t.moveClockTo('2031-02-15T18:00:00.000Z');
  }, START_MS);

  afterAll(async () => {
    await termbook?.remove();
    await postgres?.remove();
  }, START_MS);

  it('Keys', async () => {
    const [printed = ''] = await allUnder('Keys');
    expect(printed).toMatch(/portal-1 is revoked\n$/);
  });

  it('What falls due this quarter', async () => {
    const [byWeek = '', which = '', csv = '', overdue = ''] = await allUnder('What falls due this quarter');
    expect(byWeek.trim().split('\n')).toHaveLength(1 + 14);
    const rows = which.trim().split('\n').slice(1);
    expect(rows.map((row) => row.slice(0, '2031-04-30  instalment'.length))).toEqual([
      '2031-04-30  instalment',
      '2031-05-31  instalment',
      '2031-06-30  instalment',
    ]);
    expect(csv.trim().split('\r\n')).toHaveLength(1 + 3);
    expect(overdue.trim().split('\n')).toHaveLength(1);
  });

  it('Which orders are stuck', async () => {
    const failed = await t.order({ ...ORDER, quantity: 1, poNumber: 'FAIL-1' });
    await t.moveClockTo('2031-02-15T20:00:00.000Z');
    const [stuck = ''] = await allUnder('Which orders are stuck', { SUBSCRIPTION: failed });
    expect(stuck).toMatch(new RegExp(`not-provisioned +1 +${failed} +FAIL-1 +${NAMES.RESELLER} +.* 12 .* yes`));
    await t.moveClockTo('2031-02-15T21:00:00.000Z');
    expect(await t.subscription(failed)).toMatchObject({ status: 'active', attempt: 2, poNumber: 'PO-7' });
  });

  it('Read models: a rebuild, cut over and rolled back', async () => {
    await allUnder('Read models: look, rebuild, verify, release');
    const [rebuild, swaps, slowly] = under("A projection's code was changed, or a row is wrong");
    const [REBUILD = ''] = (await carryOut(rebuild)).match(/\S+(?= is ready)/) ?? [];
    await carryOut(swaps, { REBUILD });
    const [id = ''] = (await carryOut(slowly)).split('\n');
    await eventually(async () => (await t.get(`/v1/ops/rebuilds/${id}`, { as: 'operations' })).body.status === 'ready');
  });

  it('Is everything as it should be?', () => allUnder('Is everything as it should be?'));

  it('A stream is parked', async () => {
    const database = new pg.Client({ connectionString: postgres.url });
    await database.connect();
    // As a table that is narrower than what the code writes.
    await database.query('ALTER TABLE read_model.service_plan ADD CONSTRAINT mistake CHECK (price_minor <> 4711)');
    const { productName, period, supportLevel, catalogue } = (await t.get(`/v1/service-plans/${PARKED_PLAN}`)).body;
    const price = { amountMinor: 4_711, currency: 'USD' };
    const repriced = { productName, period, supportLevel, catalogue, price };
    await t.expectOk(t.put(`/v1/service-plans/${PARKED_PLAN}`, repriced));
    const [parked, mended] = under('A stream is parked');
    await eventually(() => carryOut(parked));
    await database.query('ALTER TABLE read_model.service_plan DROP CONSTRAINT mistake');
    await database.end();
    await carryOut(mended);
    expect((await t.get(`/v1/service-plans/${PARKED_PLAN}`)).body).toMatchObject({ price });
  });

  it('A reseller says that it disabled in time', async () => {
    const [hold, look, disable, release, ...more] = under('A reseller says that it disabled in time');
    const ours = { SUBSCRIPTION: asked };
    expect(more).toEqual([]);
    await t.moveClockTo('2032-01-28T18:00:00.000Z');
    await carryOut(hold, ours);
    await t.expectOk(t.post(`/v1/subscriptions/${storied}/disable-auto-renew`, {}, { as: 'intake' }));
    await t.moveClockTo('2032-02-03T18:00:00.000Z');
    expect(await t.subscription(asked)).toMatchObject({ status: 'active', term: { number: 1 } });
    const assigned = await t.put(`/v1/subscriptions/${asked}/licenses/ada`, {}, { key: t.nextKey() });
    expect(problemOf(assigned)).toEqual([409, 'on-hold']);
    expect(await carryOut(look, ours)).toContain(asked);
    const [, , , overdue] = under('What falls due this quarter');
    expect(await carryOut(overdue)).not.toContain(asked);
    await carryOut(disable, ours);
    await carryOut(release, ours);
    expect(await t.subscription(asked, ({ status }) => status === 'ended')).toMatchObject({
      autoRenew: false,
      endsOn: '2032-01-30',
    });
    const history = await t.get(`/v1/subscriptions/${asked}/history?limit=200`, { as: 'operations' });
    const told = (history.body.items as Json[]).map(({ type, effectiveAt }) => `${effectiveAt} ${type}`).slice(-5);
    expect(told).toEqual([
      '2032-01-24T08:00:00.000Z RenewalCutoffPassed',
      '2032-01-28T18:00:00.000Z DueWorkHeld',
      '2032-01-28T18:00:00.000Z AutoRenewDisabled',
      '2032-01-31T08:00:00.000Z SubscriptionEnded',
      '2032-02-03T18:00:00.000Z DueWorkReleased',
    ]);
  });

  it('says what can be mended, without a stack', async () => {
    const typed = (command: string) =>
      runTask({ heading: '', commands: `npm run ops -- ${command}`, prints: [] }, environment());
    expect(await typed(`hold ${instalments}`)).toEqual({
      code: 1,
      output: 'ops: say --reason: it is kept in the history\n',
    });
    expect(await typed(`disable ${asked} --reason x`)).toEqual({
      code: 1,
      output: 'ops: 409 not-active: The subscription is ended.\n',
    });
  });

  it.each([
    'What happened to this subscription?',
    'What did it look like on that day?',
    'What changed between two days?',
    'Why does a field say so?',
    'Why is the cutoff on that day?',
    'What would another policy have decided?',
    'An auditor asks what happened',
    'Nobody altered the history, not even we',
    // Last, for nothing shows that data again.
    'Erasing a person',
  ])('%s', async (heading) => {
    await t.moveClockTo(NAMES.MONTH_13);
    expect(await allUnder(heading, { SUBSCRIPTION: storied })).not.toEqual([]);
  });

  it('has no block that was not carried out', () => expect(guide.filter((task) => !carriedOut.has(task))).toEqual([]));
});
