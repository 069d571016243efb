import { QUEUE_BACKENDS } from '../support/backends.js';
import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';
import { commandsOf, type Told, typed } from './guide.js';
import { type Json, problemOf, Scenario } from './scenario.js';

const ANNUAL = '057O1-WW6525-L347';
const MONTHLY = '057O1-WW2545-T220';
const START_MS = 120_000;

/** The guide's own commands, against the whole system, with the clock moved: on one queue, for they ask little of it. */
describe('the operations guide, by task', () => {
  let termbook: TermbookUnderTest;
  let t: Scenario;
  let asked: string;
  let instalments: string;

  /** Each in order, as it stands in the guide. @throws Error where one does not end well. */
  async function carryOut(commands: readonly string[], subscriptionId: string, codes: readonly number[] = [0]) {
    const told: Told[] = [];
    for (const command of commands) {
      const answer = await typed(termbook, command, { 'SUBSCRIPTION-ID': subscriptionId });
      if (!codes.includes(answer.code)) throw new Error(`${command}: ${answer.code} ${answer.out}${answer.err}`);
      told.push(answer);
    }
    return told.map(({ out }) => out);
  }

  beforeAll(async () => {
    termbook = await startTermbook({ queue: QUEUE_BACKENDS[0] ?? 'postgres' });
    t = new Scenario(termbook);
    await t.moveClockTo('2031-01-31T18:00:00.000Z');
    await t.registerReseller('acme');
    await t.registerCustomer('customer-1', 'acme');
    const order = { resellerId: 'acme', customerId: 'customer-1' };
    asked = await t.order({ ...order, productId: ANNUAL, quantity: 2 });
    instalments = await t.order({ ...order, productId: MONTHLY, quantity: 3 });
    await t.moveClockTo('2031-02-15T18:00:00.000Z');
  }, START_MS);

  afterAll(() => termbook?.remove(), START_MS);

  it('What falls due this quarter', async () => {
    const [byWeek = '', which = '', csv = '', overdue = ''] = await carryOut(
      commandsOf('What falls due this quarter'),
      instalments,
    );
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
    const failed = await t.order({
      resellerId: 'acme',
      customerId: 'customer-1',
      productId: ANNUAL,
      quantity: 1,
      poNumber: 'FAIL-1',
    });
    await t.moveClockTo('2031-02-15T20:00:00.000Z');
    const [all = '', failures = '', resubmitted] = await carryOut(commandsOf('Which orders are stuck'), failed);
    expect(all).toContain(failed);
    expect(failures).toMatch(new RegExp(`not-provisioned +1 +${failed} +FAIL-1 +acme +.* 12 .* yes`));
    expect(resubmitted).toBe('resubmitted: attempt 2\n');
    await t.moveClockTo('2031-02-15T21:00:00.000Z');
    expect(await t.subscription(failed)).toMatchObject({ status: 'active', attempt: 2, poNumber: 'PO-7' });
  });

  it('A reseller says that it disabled in time', async () => {
    const [hold = '', scheduled = '', heldBack = '', disable = '', release = '', ...more] = commandsOf(
      'A reseller says that it disabled in time',
    );
    expect(more).toEqual([]);
    await t.moveClockTo('2032-01-28T18:00:00.000Z');
    await carryOut([hold], asked);
    await t.moveClockTo('2032-02-03T18:00:00.000Z');
    expect(await t.subscription(asked)).toMatchObject({ status: 'active', term: { number: 1 } });
    const assigned = await t.put(`/v1/subscriptions/${asked}/licenses/ada`, {}, { key: t.nextKey() });
    expect(problemOf(assigned)).toEqual([409, 'on-hold']);
    const [waits = '', late = ''] = await carryOut([scheduled, heldBack], asked);
    expect(waits).toMatch(/^on hold since 2032-01-28T18:00:00.000Z by operations:\S+: says that it asked in time/);
    expect(late).toContain(asked);
    const overdue = await typed(termbook, 'overdue');
    expect([overdue.code, overdue.out.includes(asked)]).toEqual([0, false]);
    expect(await carryOut([disable, release], asked)).toEqual([
      'in time: it ends on 2032-01-30\n',
      'released: what fell due has happened; it is ended\n',
    ]);
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
    const told = await typed(termbook, `hold ${instalments}`);
    expect([told.code, told.out, told.err]).toEqual([1, '', 'ops: say --reason: it is kept in the history\n']);
    const refused = await typed(termbook, `disable ${asked} --reason x`);
    expect([refused.code, refused.err]).toEqual([1, 'ops: 409 not-active: The subscription is ended.\n']);
  });
});
