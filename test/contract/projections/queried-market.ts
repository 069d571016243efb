import type { CalendarDate } from '#kernel/calendar-date.js';
import type { EndUserId, SubscriptionId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { AskedMarket } from './asked-market.js';
import { SetClock } from './asking.js';
import { plans } from './market.js';

export const instant = (text: string) => text as Instant;
export const date = (text: string) => text as CalendarDate;
/** Of everybody who asks. */
export const clock = new SetClock(instant('2026-03-05T20:00:00.000Z'));
/** Active, for five, two of whom have a licence. */
export const annual = 'aaaaaaaa-1111-4111-8111-111111111111' as SubscriptionId;
export const monthly = 'bbbbbbbb-2222-4222-8222-222222222222' as SubscriptionId;
/** For the vendor. */
export const waiting = 'cccccccc-3333-4333-8333-333333333333' as SubscriptionId;
export const nobody = 'dddddddd-4444-4444-8444-444444444444' as SubscriptionId;

/** Product IDs as they are written. */
export const printed = {
  basicAnnual: '057O1-WW6525-L347',
  basicMonthly: '057O1-WW6525-L999',
  advanced: '057O1-WW6525-L348',
};
export const revit = '829N1-WW3740-L562';

/** Two active subscriptions and one that is at the vendor, of one customer. */
export async function queriedMarket(): Promise<AskedMarket> {
  const asked = await AskedMarket.start(clock);
  const { market, readModels } = asked;
  await market.list(plans.basicAnnual, 57_625);
  await market.list(plans.basicMonthly, 57_625);
  await market.list(plans.advancedAnnual, 60_000);
  await market.list(plans.revit, 312_000);
  await market.registerReseller();
  await market.registerCustomer();
  await market.order(annual, plans.basicAnnual.productId, 5, instant('2026-03-03T18:00:00.000Z'));
  await market.order(monthly, plans.basicMonthly.productId, 2, instant('2026-03-03T18:00:01.000Z'), 'PO-2');
  await market.activate(annual, instant('2026-03-05T18:00:00.000Z'));
  await market.activate(monthly, instant('2026-03-05T18:00:00.000Z'));
  await market.on(annual, instant('2026-03-05T19:00:00.000Z'), {
    type: 'AssignLicense',
    endUserId: 'u-2' as EndUserId,
  });
  await market.on(annual, instant('2026-03-05T19:00:01.000Z'), {
    type: 'AssignLicense',
    endUserId: 'u-1' as EndUserId,
  });
  const last = await market.order(waiting, plans.basicAnnual.productId, 1, instant('2026-03-05T19:00:02.000Z'));
  await readModels.reached(last.position);
  return asked;
}
