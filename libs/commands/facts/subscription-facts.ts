import type { Customer } from '#domain/customer/customer.state.js';
import type { Plan } from '#domain/plan/plan.state.js';
import type { BusinessCalendar } from '#domain/policy/business-calendar.js';
import type { VendorPolicy } from '#domain/policy/vendor-policy.js';
import type { Reseller } from '#domain/reseller/reseller.state.js';
import type { SubscriptionFacts } from '#domain/subscription/subscription.facts.js';
import type { CustomerId, ProductId, ResellerId } from '#kernel/ids.js';
import type { FactsInHand } from './facts.js';

/** Whose facts a decision may look at. */
export interface Parties {
  readonly reseller?: ResellerId | undefined;
  readonly customer?: CustomerId | undefined;
}

export const subscriptionFacts = (facts: FactsInHand, parties: Parties): SubscriptionFacts =>
  new FactsOfParties(facts, parties);

/** Facts as the domain takes them; each counts as used only once the decision looks at it. */
class FactsOfParties implements SubscriptionFacts {
  constructor(
    private readonly facts: FactsInHand,
    private readonly parties: Parties,
  ) {}

  get policy(): VendorPolicy {
    return this.facts.policy;
  }

  get calendar(): BusinessCalendar {
    return this.facts.calendar;
  }

  plan(id: ProductId): Plan {
    return this.facts.plan(id);
  }

  get reseller(): Reseller {
    return this.parties.reseller === undefined ? undefined : this.facts.reseller(this.parties.reseller);
  }

  get customer(): Customer {
    return this.parties.customer === undefined ? undefined : this.facts.customer(this.parties.customer);
  }
}
