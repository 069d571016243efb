import type { CartEvent } from '#domain/cart/cart.events.js';
import type { PlanEvent } from '#domain/plan/plan.events.js';
import type { CodecTable } from './codec.js';
import { integer, nonEmptyText, shape } from './schema.js';
import { instant, money, plan, productId } from './shared.shapes.js';
import { orderFacts } from './subscription.shapes.js';

export const PLAN_TYPES: CodecTable<PlanEvent> = {
  ServicePlanListed: { current: shape({ plan, price: money, listedAt: instant }) },
  ServicePlanRepriced: { current: shape({ productId, price: money, previousPrice: money, repricedAt: instant }) },
  ServicePlanWithdrawn: { current: shape({ productId, lastPrice: money, withdrawnAt: instant }) },
};

export const CART_TYPES: CodecTable<CartEvent> = {
  PlanPlacedInCart: {
    current: shape({
      customerId: nonEmptyText(),
      resellerId: nonEmptyText(),
      plan,
      price: money,
      quantity: integer,
      placedAt: instant,
    }),
  },
  CartEmptied: { current: shape({ customerId: nonEmptyText(), resellerId: nonEmptyText(), emptiedAt: instant }) },
  CartCheckedOut: {
    current: shape({
      customerId: nonEmptyText(),
      resellerId: nonEmptyText(),
      subscriptionId: nonEmptyText(),
      trackingId: nonEmptyText(),
      order: orderFacts,
      checkedOutAt: instant,
    }),
  },
};
