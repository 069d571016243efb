import pg from 'pg';
import { type Json, Scenario } from '../acceptance/scenario.js';
import { startEmbeddedPostgres, type TestPostgres } from '../support/embedded-postgres.js';
import { startTermbook } from '../support/start-termbook.js';

export const ANNUAL = '057O1-WW6525-L347';

const DAY_MS = 86_400_000;

/** What the console's tests look at: a system in which something has happened. */
export class Story {
  private constructor(
    readonly scenario: Scenario,
    private readonly postgres: TestPostgres,
    /** Active, with a licence, seats added, and half a year behind it. */
    readonly active: Json,
    /** The vendor failed it; it can be resubmitted. */
    readonly stuck: Json,
  ) {}

  static async tell(): Promise<Story> {
    const postgres = await startEmbeddedPostgres();
    const scenario = new Scenario(
      await startTermbook({
        part: 'console',
        environment: { DATABASE_URL: postgres.url, SANDBOX: 'on', WEBHOOK_ALLOW_PRIVATE: 'on' },
      }),
    );
    const [activeId, stuckId] = await aYear(scenario);
    return new Story(
      scenario,
      postgres,
      await scenario.subscription(activeId, ({ seats }) => seats === 7),
      await scenario.subscription(stuckId, ({ status }) => status === 'not-provisioned'),
    );
  }

  /** Does to the read models what nobody should: what is served is then no longer what happened. */
  async inReadModels(statement: string): Promise<void> {
    const client = new pg.Client(this.postgres.url);
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }

  async remove(): Promise<void> {
    await this.scenario.termbook.remove();
    await this.postgres.remove();
  }
}

const later = (now: unknown, days: number): string => new Date(Date.parse(String(now)) + days * DAY_MS).toISOString();

/** @returns the ids of one that is active, and of one that is stuck. */
async function aYear(scenario: Scenario): Promise<readonly [string, string]> {
  await scenario.listPlan(ANNUAL, 49_900);
  await scenario.listPlan(ANNUAL);
  await scenario.registerReseller('reseller-1');
  await scenario.registerCustomer('customer-1', 'reseller-1');
  const order = (poNumber: string) =>
    scenario.order({ resellerId: 'reseller-1', customerId: 'customer-1', productId: ANNUAL, quantity: 5, poNumber });
  const ids = [await order('PO-4711'), await order('FAIL-4712')] as const;
  const { body: clock } = await scenario.get('/v1/sandbox/clock');
  await scenario.moveClockTo(later(clock.now, 1));
  await scenario.put(`/v1/subscriptions/${ids[0]}/licenses/user-1`, {});
  await scenario.post(`/v1/subscriptions/${ids[0]}/seats`, { add: 2 });
  await scenario.post(`/v1/subscriptions/${ids[0]}/refund`, {});
  await scenario.moveClockTo(later(clock.now, 180));
  return ids;
}
