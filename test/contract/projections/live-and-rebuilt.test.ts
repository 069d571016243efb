import { describe, expect, it } from '@jest/globals';
import type { EndUserId, SubscriptionId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { PROJECTION_NAMES } from '#read-models/progress/checkpoint.rows.js';
import { Market, plans } from './market.js';
import { rebuilt } from './rebuilds.js';
import { Bench, runnerFor, type TestStore } from './running-projections.js';

const bench = Bench.ofFile();

const annual = '11111111-1111-4111-8111-111111111111' as SubscriptionId;
const monthly = '22222222-2222-4222-8222-222222222222' as SubscriptionId;
const user = 'user-1' as EndUserId;
const day = (date: string) => `${date}T18:00:00.000Z` as Instant;

/** Something of everything: two subscriptions over more than a year. @returns the position of the last event. */
async function busyYear(store: TestStore): Promise<bigint> {
  const market = new Market(store.scribe, async (_subject, text) => ({ sealed: `sealed ${text}` }));
  await market.list(plans.basicAnnual, 57_625);
  await market.list(plans.basicMonthly, 57_625);
  await market.list(plans.revit, 312_000);
  await market.registerReseller();
  await market.verifyCsn();
  await market.registerCustomer();
  await market.order(annual, plans.basicAnnual.productId, 5, day('2026-03-03'));
  await market.order(monthly, plans.basicMonthly.productId, 10, day('2026-03-04'));
  await market.activate(annual, day('2026-03-05'));
  await market.activate(monthly, day('2026-03-05'));
  await market.on(monthly, day('2026-05-20'), { type: 'AddSeats', add: 3 });
  await market.on(annual, day('2026-06-01'), { type: 'AssignLicense', endUserId: user });
  await market.on(annual, day('2026-06-02'), { type: 'UnassignLicense', endUserId: user });
  await market.on(annual, day('2026-06-03'), { type: 'AssignLicense', endUserId: user });
  await market.on(monthly, day('2026-12-01'), { type: 'ReduceSeatsAtRenewal', seats: 6 });
  await market.on(monthly, day('2027-04-01'), { type: 'SettleDue' });
  const last = await market.on(annual, day('2027-04-02'), { type: 'SettleDue' });
  return last.position;
}

describe('a read model', () => {
  it('is the same row by row when it was fed live, when it caught up, and when it was rebuilt', async () => {
    const store = await bench.store();
    const live = await bench.readModels();
    await bench.running(runnerFor(store, live.url));
    const last = await busyYear(store);
    await live.reached(last);
    const asLive = await live.all();

    const late = await bench.readModels();
    await bench.running(runnerFor(store, late.url));
    await late.reached(last);
    expect(await late.all()).toEqual(asLive);

    await rebuilt(live, PROJECTION_NAMES);
    expect(await live.all()).toEqual(asLive);
    expect(asLive.subscription).toHaveLength(2);
    expect(asLive.charge?.length).toBeGreaterThan(14);
  });

  it('counts every event once: applied, ignored or parked', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    await readModels.reached(await busyYear(store));
    const catalogue = await readModels.counts('catalogue');
    const subscription = await readModels.counts('subscription');
    expect(catalogue).toEqual({ read: subscription.read, applied: 3, ignored: subscription.read - 3, parked: 0 });
    expect(subscription.applied).toBe(subscription.read - 7);
  });
});
