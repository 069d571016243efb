import { assertNever } from '../../kernel/assert-never.js';
import type { Instant } from '../../kernel/instant.js';
import type { CustomerEvent } from './customer.events.js';
import type { Customer, CustomerState } from './customer.state.js';

export function evolveCustomer(_state: Customer, event: CustomerEvent, _effectiveAt: Instant): CustomerState {
  switch (event.type) {
    case 'CustomerRegistered':
    case 'CustomerChanged': {
      const { customerId, resellerId, details, distinctness } = event;
      return { customerId, resellerId, details, distinctness };
    }
    default:
      return assertNever(event);
  }
}
