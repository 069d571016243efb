import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { EndUserId, SubscriptionId, TrackingId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import type { PlanDetails } from '../plan/plan.events.js';
import type { Charge } from '../policy/charge.js';
import type { Cutoff } from '../policy/cutoff.js';
import type { Money } from '../policy/money.js';
import type { Term } from '../policy/term.js';
import type { OrderFacts, VendorError } from './subscription.events.js';

interface Common {
  readonly subscriptionId: SubscriptionId;
  readonly trackingId: TrackingId;
  /** As of the latest attempt: a resubmission changes PO number, quantity and support contact. */
  readonly order: OrderFacts;
  /** 1 for the order itself, one more for each resubmission. */
  readonly attempt: number;
  readonly replaces: SubscriptionId | null;
  readonly orderedAt: Instant;
  /** undefined: what falls due happens. */
  readonly held?: Hold | undefined;
}

/** An operator keeps from happening whatever falls due. */
export interface Hold {
  readonly reason: string;
  readonly since: Instant;
}

/** At the vendor. */
export interface PendingSubscription extends Common {
  readonly status: 'pending' | 'in-review';
}

export interface NotProvisionedSubscription extends Common {
  readonly status: 'not-provisioned';
  readonly vendorError: VendorError;
  readonly resubmittable: boolean;
}

/** What a subscription has from its activation on, and keeps when it ended. */
interface Running extends Common {
  /** First start date: all dates of all terms and instalments are computed from it. */
  readonly anchor: CalendarDate;
  readonly activatedAt: Instant;
  /** The present plan: a term switch changes it at a renewal. */
  readonly plan: PlanDetails;
  readonly price: Money;
  readonly term: Term;
  readonly cutoff: Cutoff;
  /** True from RenewalCutoffPassed to the next renewal. */
  readonly cutoffPassed: boolean;
  readonly seats: number;
  /** undefined: no reduction scheduled. */
  readonly seatsAtRenewal: number | undefined;
  /** undefined: no switch scheduled. */
  readonly planAtRenewal: PlanDetails | undefined;
  readonly licenses: ReadonlyMap<EndUserId, Instant>;
  /** undefined: auto-renews. */
  readonly endsAfterTerm: number | undefined;
  /** price × seats at the start of the present term: what its instalments add up to. */
  readonly commitment: Money;
  /** How many instalments of the present term fell due; 0 to 12, 0 for an annual term. */
  readonly instalmentsDue: number;
  /** Later parts of seat additions that have not fallen due, by due date, then by order of addition. */
  readonly seatCharges: readonly Charge[];
  /** Sum of all seat additions charged to the present term, due or not. */
  readonly seatsCommitment: Money;
}

export interface ActiveSubscription extends Running {
  readonly status: 'active';
}

export interface EndedSubscription extends Running {
  readonly status: 'ended';
  readonly endedAt: Instant;
}

export interface ReplacedSubscription extends Common {
  readonly status: 'replaced';
  readonly vendorError: VendorError;
  readonly replacedBy: SubscriptionId;
  /** Everything that the replacement's first event says. */
  readonly replacement: { readonly trackingId: TrackingId; readonly order: OrderFacts; readonly replacedAt: Instant };
}

export interface ClosedSubscription extends Common {
  readonly status: 'closed';
  readonly vendorError: VendorError;
  readonly reason: string;
}

/** undefined: nothing was ordered under this id. */
export type Subscription =
  | undefined
  | PendingSubscription
  | NotProvisionedSubscription
  | ActiveSubscription
  | EndedSubscription
  | ReplacedSubscription
  | ClosedSubscription;
