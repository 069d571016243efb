import type { Customer } from '#domain/customer/customer.state.js';
import type { Reseller } from '#domain/reseller/reseller.state.js';
import type { SubscriptionFacts } from '#domain/subscription/subscription.facts.js';
import type { CustomerId, ResellerId } from '#kernel/ids.js';
import type { FactsInHand } from './facts.js';

/** Whose facts a decision may look at. */
export interface Parties {
  readonly reseller?: ResellerId | undefined;
  readonly customer?: CustomerId | undefined;
}

/** Facts as the domain takes them; each counts as used only once the decision looks at it. */
export const subscriptionFacts = (facts: FactsInHand, { reseller, customer }: Parties): SubscriptionFacts => ({
  policy: facts.policy,
  calendar: facts.calendar,
  plan: (productId) => facts.plan(productId),
  get reseller(): Reseller {
    return reseller === undefined ? undefined : facts.reseller(reseller);
  },
  get customer(): Customer {
    return customer === undefined ? undefined : facts.customer(customer);
  },
});
