import { type Json, Scenario } from '../acceptance/scenario.js';
import { startTermbook } from '../support/start-termbook.js';

export const ANNUAL = '057O1-WW6525-L347';

const DAY_MS = 86_400_000;

/** What the console's tests look at: a system in which something has happened. */
export interface Story {
  readonly scenario: Scenario;
  /** Active, with a licence, seats added, and half a year behind it. */
  readonly active: Json;
  /** The vendor failed it; it can be resubmitted. */
  readonly stuck: Json;
}

const later = (now: unknown, days: number): string => new Date(Date.parse(String(now)) + days * DAY_MS).toISOString();

export async function tellStory(): Promise<Story> {
  const scenario = new Scenario(await startTermbook({ part: 'console' }));
  await scenario.listPlan(ANNUAL);
  await scenario.registerReseller('reseller-1');
  await scenario.registerCustomer('customer-1', 'reseller-1');
  const order = (poNumber: string) =>
    scenario.order({ resellerId: 'reseller-1', customerId: 'customer-1', productId: ANNUAL, quantity: 5, poNumber });
  const [activeId, stuckId] = [await order('PO-4711'), await order('FAIL-4712')];
  const { body: clock } = await scenario.get('/v1/sandbox/clock');
  await scenario.moveClockTo(later(clock.now, 1));
  await scenario.put(`/v1/subscriptions/${activeId}/licenses/user-1`, {});
  await scenario.post(`/v1/subscriptions/${activeId}/seats`, { add: 2 });
  await scenario.post(`/v1/subscriptions/${activeId}/refund`, {});
  await scenario.moveClockTo(later(clock.now, 180));
  return {
    scenario,
    active: await scenario.subscription(activeId, ({ seats }) => seats === 7),
    stuck: await scenario.subscription(stuckId, ({ status }) => status === 'not-provisioned'),
  };
}
