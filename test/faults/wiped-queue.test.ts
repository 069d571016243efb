import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { QUEUE_SCHEMA } from '#scheduling/queues/postgres-queue-store.js';
import { type Json, Scenario } from '../acceptance/scenario.js';
import { QUEUE_BACKENDS } from '../support/backends.js';
import { eventually } from '../support/eventually.js';
import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';

const MONTHLY = '057O1-WW2545-T220';
const START_MS = 180_000;
/** Planner ticks, job delays and the wall clock in between: seconds, not minutes. */
const WOKEN_WITHIN_MS = 90_000;

describe.each(QUEUE_BACKENDS)('with the whole queue on %s wiped in the middle of a year', (queue) => {
  let termbook: TermbookUnderTest;
  let t: Scenario;

  beforeAll(async () => {
    termbook = await startTermbook({ queue, part: 'queue' });
    t = new Scenario(termbook);
    await t.moveClockTo('2031-01-31T18:00:00.000Z');
    await t.registerReseller('acme');
    await t.registerCustomer('customer-1', 'acme');
  }, START_MS);

  afterAll(() => termbook?.remove(), START_MS);

  it(
    'still sees an instalment fall due by the ticking clock, once',
    async () => {
      const id = await t.order({ resellerId: 'acme', customerId: 'customer-1', productId: MONTHLY, quantity: 1 });
      await t.moveClockTo('2031-07-15T12:00:00.000Z');
      expect(await t.charges(id)).toHaveLength(6);
      // Two seconds before the seventh instalment's day begins in Los Angeles; then time runs by itself.
      await t.expectOk(t.put('/v1/sandbox/clock', { now: '2031-07-31T06:59:58.000Z', ticking: true }));
      await wipe(termbook, queue);
      const due = await eventually(async () => {
        const charges = await t.charges(id);
        return charges.length > 6 ? charges : undefined;
      }, WOKEN_WITHIN_MS);
      expect(due.map((c: Json) => c.instalmentNumber)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      await t.moveClockTo('2032-02-15T12:00:00.000Z');
      const types = await t.historyTypes(id);
      expect(types.filter((type) => type === 'InstalmentFellDue')).toHaveLength(13);
      expect(types.filter((type) => type === 'SubscriptionRenewed')).toHaveLength(1);
    },
    START_MS,
  );
});

/** The queue's whole store, as an operator's slip would: a flush, or a schema dropped. */
async function wipe(termbook: TermbookUnderTest, queue: string): Promise<void> {
  const { REDIS_URL, DATABASE_URL } = environmentOf(termbook.processes.worker);
  if (queue === 'redis') {
    const redis = new Redis(String(REDIS_URL));
    await redis.flushall();
    redis.disconnect();
    return;
  }
  const client = new Client({ connectionString: DATABASE_URL });
  client.on('error', () => undefined);
  await client.connect();
  // The workers hold locks in it: a drop that Postgres sacrifices to a deadlock is tried again.
  await eventually(() => client.query(`drop schema ${QUEUE_SCHEMA} cascade`));
  await client.end();
}

/** What the launcher told a process: where its stores are. */
const environmentOf = (pid: number | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
