import type { Cart } from '#domain/cart/cart.state.js';
import type { PlanDetails } from '#domain/plan/plan.events.js';
import { formatProductId } from '#domain/plan/product-id.js';
import type { Cutoff } from '#domain/policy/cutoff.js';
import { multiplyMoney } from '#domain/policy/money.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';

/** A plan as every answer shows it. */
export const planItem = ({ productId, productName, period, supportLevel, catalogue }: PlanDetails) => ({
  productId: formatProductId(productId),
  productName,
  period,
  supportLevel,
  catalogue,
});

/** What is answered to an order, however it came in. */
export const orderAnswer = ({ subscriptionId, trackingId, status }: NonNullable<Subscription>) => ({
  subscriptionId,
  trackingId,
  status,
});

/** What is answered where the surface says nothing else. */
export const subscriptionAnswer = ({ subscriptionId }: NonNullable<Subscription>) => ({ id: subscriptionId });

/** A cutoff with what it was computed from. */
export const cutoffItem = ({ date, instant, calendar, timeZone, holidays }: Cutoff) => ({
  date,
  instant,
  calendar: calendar.region,
  timeZone,
  holidays,
});

/** The cart and what it would cost: a whole term at the price of the plan when it was placed. */
export function cartAnswer({ customerId, resellerId, item }: NonNullable<Cart>): object {
  if (item === undefined) return { customerId, resellerId, item: null, quantity: null, cost: null };
  const { plan, price, quantity } = item;
  return { customerId, resellerId, item: { ...planItem(plan), price }, quantity, cost: multiplyMoney(price, quantity) };
}
