import { missingIn, runTask, tasksOf } from '../support/guide.js';
import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';
import { Scenario } from './scenario.js';

const START_MS = 180_000;
const ANNUAL = '057O1-WW6525-L347';
const DAY_MS = 86_400_000;

let termbook: TermbookUnderTest;
/** What the guide's commands name; a task that needs more adds it here. */
const names: Record<string, string> = {};

/** A subscription of a year: too early a request, seats, licences, a late disable. */
beforeAll(async () => {
  termbook = await startTermbook();
  const t = new Scenario(termbook);
  const started = Date.now();
  const after = (days: number) => new Date(started + days * DAY_MS).toISOString();
  await t.moveClockTo(after(1));
  await t.registerReseller('reseller-7');
  await t.registerCustomer('customer-9', 'reseller-7');
  const subscription = await t.order({
    resellerId: 'reseller-7',
    customerId: 'customer-9',
    productId: ANNUAL,
    quantity: 5,
  });
  await t.post(`/v1/subscriptions/${subscription}/seats`, { add: 1 });
  await t.moveClockTo(after(2));
  await t.expectOk(t.post(`/v1/subscriptions/${subscription}/seats`, { add: 2 }, { as: 'intake' }));
  await t.moveClockTo(after(364));
  await t.expectOk(t.post(`/v1/subscriptions/${subscription}/disable-auto-renew`, {}, { as: 'intake' }));
  await t.moveClockTo(after(370));
  const days = { MONTH_1: after(30), MONTH_13: after(370), START: after(0) };
  Object.assign(names, { SUBSCRIPTION: subscription, CUSTOMER: 'customer-9', RESELLER: 'reseller-7', ...days });
}, START_MS);

afterAll(() => termbook?.remove(), START_MS);

describe('the guide for operations, on the history', () => {
  const tasks = tasksOf('docs/operations.md');

  it.each(tasks.map((task) => [task.name, task] as const))('%s', async (_, task) => {
    const port = new URL(termbook.url).port;
    const settings = { PATH: process.env.PATH, DATA_DIR: termbook.dataDir, PORT: port };
    const outcome = await runTask(task, { ...settings, ...names });
    expect({ ...outcome, missing: missingIn(task, outcome) }).toEqual({ code: 0, output: outcome.output, missing: [] });
  });

  it('has tasks', () => expect(tasks.length).toBeGreaterThan(4));
});
