import { assertNever } from '../../kernel/assert-never.js';
import type { Instant } from '../../kernel/instant.js';
import type { CartEvent } from './cart.events.js';
import type { Cart } from './cart.state.js';

export function evolveCart(_state: Cart, event: CartEvent, _effectiveAt: Instant): NonNullable<Cart> {
  const { customerId, resellerId } = event;
  switch (event.type) {
    case 'PlanPlacedInCart': {
      const { plan, price, quantity } = event;
      return { customerId, resellerId, item: { plan, price, quantity }, checkedOut: undefined };
    }
    case 'CartEmptied':
      return { customerId, resellerId, item: undefined, checkedOut: undefined };
    case 'CartCheckedOut':
      return { customerId, resellerId, item: undefined, checkedOut: event.subscriptionId };
    default:
      return assertNever(event);
  }
}
