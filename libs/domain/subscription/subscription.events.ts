import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { CustomerId, EndUserId, ResellerId, SubscriptionId, TrackingId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import type { Personal } from '../../kernel/personal.js';
import type { PersonalDataErased } from '../personal-data/personal-data.events.js';
import type { PlanDetails } from '../plan/plan.events.js';
import type { Charge } from '../policy/charge.js';
import type { Cutoff } from '../policy/cutoff.js';
import type { Money } from '../policy/money.js';
import type { Term } from '../policy/term.js';

/** Everything an order fixes. The price is per seat and term, the catalogue's at the order. */
export interface OrderFacts {
  readonly resellerId: ResellerId;
  readonly customerId: CustomerId;
  readonly plan: PlanDetails;
  readonly quantity: number;
  readonly price: Money;
  readonly poNumber: string;
  readonly supportContact: Personal;
  /** As asked for; null: the day of activation. */
  readonly startDate: CalendarDate | null;
  /** The day of the order in the policy's time zone, and the last start date that was permitted. */
  readonly orderDate: CalendarDate;
  readonly latestStartDate: CalendarDate;
  /** What was taken from the vendor policy. */
  readonly policy: {
    readonly vendor: string;
    readonly timeZone: string;
    readonly seatsMax: number;
    readonly startDateDaysMax: number;
  };
}

export interface SubscriptionOrdered {
  readonly type: 'SubscriptionOrdered';
  readonly subscriptionId: SubscriptionId;
  readonly trackingId: TrackingId;
  readonly order: OrderFacts;
  /** The not-provisioned order that this one replaces. */
  readonly replaces: SubscriptionId | null;
  /** True when it came out of the customer's cart. */
  readonly fromCart: boolean;
  readonly orderedAt: Instant;
}

/** The vendor has it in review: days, not minutes. */
export interface OrderHeldForReview {
  readonly type: 'OrderHeldForReview';
  readonly attempt: number;
  readonly heldAt: Instant;
}

export interface SubscriptionActivated {
  readonly type: 'SubscriptionActivated';
  readonly attempt: number;
  /** The vendor's instant: the one that counts. */
  readonly activatedAt: Instant;
  readonly plan: PlanDetails;
  readonly seats: number;
  readonly price: Money;
  /** The first term; its start date is the anchor of all later terms and instalments. */
  readonly term: Term;
  readonly cutoff: Cutoff;
  /** What the customer owes for this term's seats: price × seats. */
  readonly commitment: Money;
  /** An annual term's one charge; null when there are instalments. */
  readonly charge: Charge | null;
}

export interface VendorError {
  readonly code: number;
  readonly message: string;
}

export interface ProvisioningFailed {
  readonly type: 'ProvisioningFailed';
  readonly attempt: number;
  readonly vendorError: VendorError;
  /** False for errors that the policy says can never be resubmitted: replace or close instead. */
  readonly resubmittable: boolean;
  readonly failedAt: Instant;
}

/** A new attempt under the same tracking ID, with all that it now says. */
export interface OrderResubmitted {
  readonly type: 'OrderResubmitted';
  readonly attempt: number;
  readonly poNumber: string;
  readonly quantity: number;
  readonly supportContact: Personal;
  readonly resubmittedAt: Instant;
}

/** The replacement's stream is written right behind this event; `replacement` is all that it needs. */
export interface OrderReplaced {
  readonly type: 'OrderReplaced';
  readonly replacedBy: SubscriptionId;
  readonly replacementTrackingId: TrackingId;
  readonly replacement: OrderFacts;
  readonly replacedAt: Instant;
}

export interface OrderClosed {
  readonly type: 'OrderClosed';
  readonly reason: string;
  readonly closedAt: Instant;
}

export interface LicenseAssigned {
  readonly type: 'LicenseAssigned';
  readonly endUserId: EndUserId;
  readonly assignedAt: Instant;
}

export interface LicenseUnassigned {
  readonly type: 'LicenseUnassigned';
  /** Who held it: an auditor reads this event alone, without the assignment before it. */
  readonly endUserId: EndUserId;
  readonly unassignedAt: Instant;
}

export interface SeatsAdded {
  readonly type: 'SeatsAdded';
  readonly added: number;
  /** After the addition. */
  readonly seats: number;
  /** What remains at renewal after the addition; null when no reduction is scheduled. */
  readonly seatsAtRenewal: number | null;
  readonly proration: {
    readonly price: Money;
    /** From the later of today and the term's start to its end, both included. */
    readonly days: number;
    readonly daysOfTerm: number;
    readonly total: Money;
  };
  /** Due at once. */
  readonly charge: Charge;
  /** Later parts, each beside an instalment of a monthly term; each falls due as InstalmentFellDue of kind `seats`. */
  readonly laterCharges: readonly Charge[];
  readonly addedAt: Instant;
}

/** Takes effect at the next renewal. The present number of seats undoes an earlier one. */
export interface SeatReductionScheduled {
  readonly type: 'SeatReductionScheduled';
  readonly seats: number;
  readonly seatsAtRenewal: number;
  readonly scheduledAt: Instant;
}

/** Takes effect at the next renewal. The present plan undoes an earlier one. */
export interface TermSwitchScheduled {
  readonly type: 'TermSwitchScheduled';
  readonly plan: PlanDetails;
  readonly planAtRenewal: PlanDetails;
  readonly scheduledAt: Instant;
}

/** Operations' word that a request had come in when our intake could not take it, and what shows it. */
export interface ReceivedInTime {
  /** As of when the request is judged. */
  readonly at: Instant;
  readonly evidence: string;
  readonly reason: string;
}

/** One atomic, irrevocable decision. */
export interface AutoRenewDisabled {
  readonly type: 'AutoRenewDisabled';
  readonly late: boolean;
  /** The number of the term at whose end the subscription ends. */
  readonly endsAfterTerm: number;
  readonly endsOn: CalendarDate;
  /** The running term's, by which `late` was judged. */
  readonly cutoff: Cutoff;
  /** null: judged as of when it came in, as nearly every one is. */
  readonly received: ReceivedInTime | null;
  readonly disabledAt: Instant;
}

/**
 * Nothing falls due any more until the release: what was due by then is settled before this event, what falls due
 * later waits for it.
 */
export interface DueWorkHeld {
  readonly type: 'DueWorkHeld';
  readonly reason: string;
  readonly heldAt: Instant;
}

/** What fell due meanwhile stands before this event, each as of its own due instant. */
export interface DueWorkReleased {
  readonly type: 'DueWorkReleased';
  readonly reason: string;
  /** Of the hold that this ends. */
  readonly heldAt: Instant;
  readonly releasedAt: Instant;
}

/** Due a millisecond after the cutoff instant; from then on a disable holds for the next term end. */
export interface RenewalCutoffPassed {
  readonly type: 'RenewalCutoffPassed';
  readonly termNumber: number;
  readonly cutoff: Cutoff;
}

export interface InstalmentFellDue {
  readonly type: 'InstalmentFellDue';
  /** Kind `instalment`, or `seats` for a later part of a seat addition. */
  readonly charge: Charge;
}

/** Everything of the new term as computed, and of the old one what changed. */
export interface SubscriptionRenewed {
  readonly type: 'SubscriptionRenewed';
  readonly term: Term;
  readonly cutoff: Cutoff;
  readonly plan: PlanDetails;
  readonly seats: number;
  readonly price: Money;
  readonly commitment: Money;
  /** An annual term's one charge; null when there are instalments. */
  readonly charge: Charge | null;
  readonly previous: { readonly plan: PlanDetails; readonly seats: number; readonly price: Money };
  /** True when the plan was no longer on sale at the due instant: its last price then. */
  readonly planWithdrawn: boolean;
}

export interface SubscriptionEnded {
  readonly type: 'SubscriptionEnded';
  readonly termNumber: number;
  readonly endDate: CalendarDate;
}

export type SubscriptionEvent =
  | SubscriptionOrdered
  | OrderHeldForReview
  | SubscriptionActivated
  | ProvisioningFailed
  | OrderResubmitted
  | OrderReplaced
  | OrderClosed
  | LicenseAssigned
  | LicenseUnassigned
  | SeatsAdded
  | SeatReductionScheduled
  | TermSwitchScheduled
  | AutoRenewDisabled
  | DueWorkHeld
  | DueWorkReleased
  | RenewalCutoffPassed
  | InstalmentFellDue
  | SubscriptionRenewed
  | SubscriptionEnded
  | PersonalDataErased;
