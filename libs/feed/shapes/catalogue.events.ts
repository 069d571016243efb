import type { CartEvent } from '#domain/cart/cart.events.js';
import type { PlanEvent } from '#domain/plan/plan.events.js';
import { type PublicEvents, shown } from './public-event.js';
import { instant, integer, productId, record } from './shape.js';
import {
  customerId,
  money,
  order,
  plan,
  pricePerSeat,
  resellerId,
  subscriptionId,
  trackingId,
} from './shared.shapes.js';

export const PLAN_EVENTS: PublicEvents<PlanEvent> = {
  ServicePlanListed: shown({
    summary: 'A plan was put on sale, for the first time or again.',
    data: record({ plan, price: pricePerSeat, listedAt: instant('When.') }),
  }),
  ServicePlanRepriced: shown({
    summary: 'A plan has another price: for new orders, and for renewals from now on.',
    data: record({
      productId,
      price: pricePerSeat,
      previousPrice: money('Until now, per seat and 12-month term.'),
      repricedAt: instant('When.'),
    }),
  }),
  ServicePlanWithdrawn: shown({
    summary: 'A plan is no longer sold; subscriptions of it go on and renew at the last price.',
    data: record({
      productId,
      lastPrice: money('At which they renew, per seat and 12-month term.'),
      withdrawnAt: instant('When.'),
    }),
  }),
};

export const CART_EVENTS: PublicEvents<CartEvent> = {
  PlanPlacedInCart: shown({
    summary: "A plan was placed in a customer's cart; one that was there made room.",
    data: record({
      customerId,
      resellerId,
      plan,
      price: money('At that instant, per seat and 12-month term; what counts is the one at checkout.'),
      quantity: integer('Seats.', 1),
      placedAt: instant('When.'),
    }),
  }),
  CartEmptied: shown({
    summary: 'A cart was emptied.',
    data: record({ customerId, resellerId, emptiedAt: instant('When.') }),
  }),
  CartCheckedOut: shown({
    summary: 'A cart became an order.',
    data: record({ customerId, resellerId, subscriptionId, trackingId, order, checkedOutAt: instant('When.') }),
    sealedUnder: (event) => `subscription:${event.subscriptionId}`,
  }),
};
