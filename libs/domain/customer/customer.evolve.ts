import { assertNever } from '../../kernel/assert-never.js';
import type { Instant } from '../../kernel/instant.js';
import type { CustomerDetails, CustomerEvent } from './customer.events.js';
import type { Customer, CustomerState } from './customer.state.js';

/** @throws Error when nobody was registered of whom data could be erased: then the history is not one of ours. */
export function evolveCustomer(state: Customer, event: CustomerEvent, _effectiveAt: Instant): CustomerState {
  switch (event.type) {
    case 'CustomerRegistered':
    case 'CustomerChanged': {
      const { customerId, resellerId, details, distinctness } = event;
      return { customerId, resellerId, details, distinctness };
    }
    case 'PersonalDataErased':
      if (state === undefined) throw new Error('Nobody was registered whose personal data could be erased');
      return { ...state, details: erased(state.details) };
    default:
      return assertNever(event);
  }
}

const erased = (details: CustomerDetails): CustomerDetails => ({
  ...details,
  name: { erased: true },
  postalCode: { erased: true },
  address: details.address === null ? null : { erased: true },
});
