import type { ProductId } from '../../kernel/ids.js';
import { plain } from '../../kernel/personal.js';
import {
  annual,
  customerId,
  date,
  facts,
  instant,
  LISTED_AT,
  listed,
  monthly,
  planOf,
  repriced,
  reseller,
  resellerId,
  resellerWithCsn,
  specialized,
  subscriptionId,
  trackingId,
  unlisted,
  usd,
  withPlans,
} from '../testing/fixtures.js';
import type { CartCommand, CheckOutCart } from './cart.commands.js';
import { type CartFacts, decideCart } from './cart.decider.js';
import { evolveCart } from './cart.evolve.js';
import type { Cart } from './cart.state.js';

const now = instant('2016-03-01T18:00:00.000Z');
const place = (productId: ProductId = annual.productId, quantity = 2): CartCommand => ({
  type: 'PlaceInCart',
  customerId,
  productId,
  quantity,
});
const empty: CartCommand = { type: 'EmptyCart', customerId };
const checkOut: CheckOutCart = {
  type: 'CheckOutCart',
  customerId,
  subscriptionId,
  trackingId,
  poNumber: 'PO-1',
  supportContact: undefined,
  startDate: undefined,
};
const noEffect = { outcome: 'no-effect' };
const decide = (state: Cart, command: CartCommand, with_: CartFacts = facts) => decideCart(state, command, with_, now);
const stateAfter = (...commands: readonly CartCommand[]): Cart =>
  commands.reduce<Cart>((state, command) => {
    const verdict = decide(state, command);
    if (verdict.outcome !== 'accepted') throw new Error(`${command.type}: ${verdict.outcome}`);
    return verdict.events.reduce<Cart>((s, event) => evolveCart(s, event, now), state);
  }, undefined);

describe('placing a plan in the cart', () => {
  it('by its product ID puts that plan straight into it, with its present price', () =>
    expect(decide(undefined, place())).toEqual({
      outcome: 'accepted',
      events: [
        {
          type: 'PlanPlacedInCart',
          customerId,
          resellerId,
          plan: annual,
          price: usd(36_500),
          quantity: 2,
          placedAt: now,
        },
      ],
    }));

  it('replaces the one before: a customer has one open cart with one plan', () =>
    expect(stateAfter(place(), place(monthly.productId, 5))).toEqual({
      customerId,
      resellerId,
      item: { plan: monthly, price: usd(36_605), quantity: 5 },
      checkedOut: undefined,
    }));

  it('twice changes nothing', () => expect(decide(stateAfter(place()), place())).toEqual(noEffect));

  it('again with another quantity, or after a repricing, changes it', () => {
    expect(decide(stateAfter(place()), place(annual.productId, 3))).toMatchObject({ events: [{ quantity: 3 }] });
    const dearer = planOf([LISTED_AT, listed(annual, usd(1))], [now, repriced(annual, usd(2), usd(1), now)]);
    expect(decide(stateAfter(place()), place(), withPlans(facts, dearer))).toMatchObject({
      events: [{ price: usd(2) }],
    });
  });

  it.each([
    [
      'an unknown customer',
      place(),
      { ...facts, customer: undefined },
      { code: 'not-found', what: 'customer', customerId },
    ],
    [
      'an unknown reseller',
      place(),
      { ...facts, reseller: undefined },
      { code: 'not-found', what: 'reseller', resellerId },
    ],
    ['a plan never listed', place(unlisted), facts, { code: 'plan-not-available', productId: unlisted }],
    [
      'a Specialized plan without a valid CSN',
      place(specialized.productId),
      facts,
      { code: 'csn-required', productId: specialized.productId, csnStatus: 'none' },
    ],
    [
      'more seats than permitted',
      place(annual.productId, 1000),
      facts,
      { code: 'seat-limit-exceeded', asked: 1000, seatsMax: 999 },
    ],
  ] as const)('is refused for %s', (_what, command, with_, refusal) =>
    expect(decide(undefined, command, with_)).toEqual({ outcome: 'refused', refusal }),
  );

  it('of a Specialized plan is taken with a verified CSN', () =>
    expect(decide(undefined, place(specialized.productId), { ...facts, reseller: resellerWithCsn })).toMatchObject({
      outcome: 'accepted',
      events: [{ plan: specialized }],
    }));
});

describe('emptying the cart', () => {
  it('takes the plan out', () => {
    expect(decide(stateAfter(place()), empty)).toEqual({
      outcome: 'accepted',
      events: [{ type: 'CartEmptied', customerId, resellerId, emptiedAt: now }],
    });
    expect(stateAfter(place(), empty)).toEqual({ customerId, resellerId, item: undefined, checkedOut: undefined });
  });

  it.each([
    ['never used', undefined],
    ['emptied', stateAfter(place(), empty)],
    ['checked out', stateAfter(place(), checkOut)],
  ])('that is %s changes nothing', (_what, cart) => expect(decide(cart, empty)).toEqual(noEffect));
});

describe('checking out', () => {
  it('makes one subscription, with everything that its first event will say', () =>
    expect(
      decide(stateAfter(place()), {
        ...checkOut,
        supportContact: plain('cad@acme.example'),
        startDate: date('2016-03-31'),
      }),
    ).toEqual({
      outcome: 'accepted',
      events: [
        {
          type: 'CartCheckedOut',
          customerId,
          resellerId,
          subscriptionId,
          trackingId,
          order: {
            resellerId,
            customerId,
            plan: annual,
            quantity: 2,
            price: usd(36_500),
            poNumber: 'PO-1',
            supportContact: plain('cad@acme.example'),
            startDate: '2016-03-31',
            orderDate: '2016-03-01',
            latestStartDate: '2016-03-31',
            policy: { vendor: 'autodesk', timeZone: 'America/Los_Angeles', seatsMax: 999, startDateDaysMax: 31 },
          },
          checkedOutAt: now,
        },
      ],
    }));

  it('takes the price of the checkout, not of the placing', () => {
    const dearer = planOf([LISTED_AT, listed(annual, usd(40_000))]);
    expect(decide(stateAfter(place()), checkOut, withPlans(facts, dearer))).toMatchObject({
      events: [{ order: { price: usd(40_000) } }],
    });
  });

  it('of an empty cart is refused', () => {
    const refusal = { outcome: 'refused', refusal: { code: 'cart-empty', customerId } };
    expect(decide(undefined, checkOut)).toEqual(refusal);
    expect(decide(stateAfter(place(), empty), checkOut)).toEqual(refusal);
  });

  it('of a cart already checked out is refused and names the subscription', () =>
    expect(decide(stateAfter(place(), checkOut), checkOut)).toEqual({
      outcome: 'refused',
      refusal: { code: 'cart-empty', customerId, subscriptionId },
    }));

  it('is possible again once a plan was placed again', () =>
    expect(stateAfter(place(), checkOut, place(), checkOut)).toMatchObject({
      item: undefined,
      checkedOut: subscriptionId,
    }));

  it.each([
    [
      'a CSN revoked meanwhile',
      { ...facts, reseller: { ...reseller, csnStatus: 'revoked' } },
      { code: 'csn-required', csnStatus: 'revoked' },
    ],
    ['an unknown customer', { ...facts, customer: undefined }, { code: 'not-found', what: 'customer' }],
  ] as const)('is judged as an order is: %s', (_what, with_, refusal) => {
    const cart = evolveCart(
      undefined,
      {
        type: 'PlanPlacedInCart',
        customerId,
        resellerId,
        plan: specialized,
        price: usd(1),
        quantity: 1,
        placedAt: now,
      },
      now,
    );
    expect(decide(cart, checkOut, with_)).toMatchObject({ outcome: 'refused', refusal });
  });
});
