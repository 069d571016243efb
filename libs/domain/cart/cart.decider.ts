import { assertNever } from '../../kernel/assert-never.js';
import { accept, noEffect, refuse, type Verdict } from '../../kernel/decision.js';
import type { Instant } from '../../kernel/instant.js';
import type { CustomerState } from '../customer/customer.state.js';
import { sameMoney } from '../policy/money.js';
import type { SubscriptionFacts } from '../subscription/subscription.facts.js';
import { offerFor, seatLimit, takeOrder } from '../subscription/take-order.js';
import type { CartCommand, CheckOutCart, PlaceInCart } from './cart.commands.js';
import type { CartEvent } from './cart.events.js';
import type { CartRefusal } from './cart.refusals.js';
import type { Cart } from './cart.state.js';

type CartVerdict = Verdict<CartEvent, CartRefusal>;

/** What an order is judged by: `reseller` is the customer's. */
export type CartFacts = SubscriptionFacts;

export function decideCart(state: Cart, command: CartCommand, facts: CartFacts, now: Instant): CartVerdict {
  const { customerId } = command;
  const { customer } = facts;
  if (customer === undefined) return refuse({ code: 'not-found', what: 'customer', customerId });
  switch (command.type) {
    case 'PlaceInCart':
      return place(state, command, customer, facts, now);
    case 'EmptyCart':
      return state?.item === undefined
        ? noEffect()
        : accept({ type: 'CartEmptied', customerId, resellerId: customer.resellerId, emptiedAt: now });
    case 'CheckOutCart':
      return checkOut(state, command, customer, facts, now);
    default:
      return assertNever(command);
  }
}

function place(
  state: Cart,
  { customerId, productId, quantity }: PlaceInCart,
  { resellerId }: CustomerState,
  facts: CartFacts,
  now: Instant,
): CartVerdict {
  if (facts.reseller === undefined) return refuse({ code: 'not-found', what: 'reseller', resellerId });
  const offer = offerFor(productId, facts.reseller, facts, now);
  if (!offer.ok) return refuse(offer.refusal);
  const beyond = seatLimit(quantity, facts.policy);
  if (beyond !== undefined) return refuse(beyond);
  const { plan, price } = offer.value;
  const item = state?.item;
  const same = item?.plan.productId === productId && item.quantity === quantity && sameMoney(item.price, price);
  if (same) return noEffect();
  return accept({ type: 'PlanPlacedInCart', customerId, resellerId, plan, price, quantity, placedAt: now });
}

/** Judged and priced as an order now, whatever stood when the plan was placed. */
function checkOut(
  state: Cart,
  command: CheckOutCart,
  { resellerId }: CustomerState,
  facts: CartFacts,
  now: Instant,
): CartVerdict {
  const { customerId, subscriptionId, trackingId, poNumber, supportContact, startDate } = command;
  if (state?.item === undefined) {
    const checkedOut = state?.checkedOut;
    return refuse({
      code: 'cart-empty',
      customerId,
      ...(checkedOut === undefined ? {} : { subscriptionId: checkedOut }),
    });
  }
  const { plan, quantity } = state.item;
  const { productId } = plan;
  const request = { resellerId, customerId, productId, quantity, poNumber, supportContact, startDate };
  const result = takeOrder(request, facts, now);
  if (!result.taken) return refuse(result.refusal);
  const { order } = result;
  return accept({
    type: 'CartCheckedOut',
    customerId,
    resellerId,
    subscriptionId,
    trackingId,
    order,
    checkedOutAt: now,
  });
}
