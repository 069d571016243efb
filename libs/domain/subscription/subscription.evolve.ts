import { assertNever } from '../../kernel/assert-never.js';
import type { EndUserId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import type { Charge } from '../policy/charge.js';
import { addMoney, zeroOf } from '../policy/money.js';
import type {
  AutoRenewDisabled,
  OrderReplaced,
  OrderResubmitted,
  ProvisioningFailed,
  SeatsAdded,
  SubscriptionActivated,
  SubscriptionEvent,
  SubscriptionOrdered,
  SubscriptionRenewed,
} from './subscription.events.js';
import type {
  ActiveSubscription,
  NotProvisionedSubscription,
  PendingSubscription,
  ReplacedSubscription,
  Subscription,
} from './subscription.state.js';

type Known = NonNullable<Subscription>;

/** @throws Error when an event can't follow what came before it: then the history is not one of ours. */
export function evolveSubscription(state: Subscription, event: SubscriptionEvent, effectiveAt: Instant): Known {
  switch (event.type) {
    case 'SubscriptionOrdered':
      return ordered(event);
    case 'OrderHeldForReview':
      return { ...pending(state, event), status: 'in-review' };
    case 'SubscriptionActivated':
      return activated(pending(state, event), event);
    case 'ProvisioningFailed':
      return failed(pending(state, event), event);
    case 'OrderResubmitted':
      return resubmitted(notProvisioned(state, event), event);
    case 'OrderReplaced':
      return replaced(notProvisioned(state, event), event);
    case 'OrderClosed': {
      const { resubmittable: _, ...common } = notProvisioned(state, event);
      return { ...common, status: 'closed', reason: event.reason };
    }
    case 'SubscriptionEnded':
      return { ...active(state, event), status: 'ended', endedAt: effectiveAt };
    case 'PersonalDataErased':
      return erased(state, event);
    case 'DueWorkHeld':
      return { ...known(state, event), held: { reason: event.reason, since: event.heldAt } };
    case 'DueWorkReleased':
      return { ...known(state, event), held: undefined };
    default:
      return evolveActive(active(state, event), event);
  }
}

type WhileActive = Extract<
  SubscriptionEvent,
  {
    readonly type:
      | 'LicenseAssigned'
      | 'LicenseUnassigned'
      | 'SeatsAdded'
      | 'SeatReductionScheduled'
      | 'TermSwitchScheduled'
      | 'AutoRenewDisabled'
      | 'RenewalCutoffPassed'
      | 'InstalmentFellDue'
      | 'SubscriptionRenewed';
  }
>;

function evolveActive(state: ActiveSubscription, event: WhileActive): ActiveSubscription {
  switch (event.type) {
    case 'LicenseAssigned':
      return { ...state, licenses: new Map(state.licenses).set(event.endUserId, event.assignedAt) };
    case 'LicenseUnassigned':
      return { ...state, licenses: without(state.licenses, event.endUserId) };
    case 'SeatsAdded':
      return withSeats(state, event);
    case 'SeatReductionScheduled':
      return { ...state, seatsAtRenewal: event.seatsAtRenewal === event.seats ? undefined : event.seatsAtRenewal };
    case 'TermSwitchScheduled': {
      const undone = event.planAtRenewal.productId === event.plan.productId;
      return { ...state, planAtRenewal: undone ? undefined : event.planAtRenewal };
    }
    case 'AutoRenewDisabled':
      return disabled(state, event);
    case 'RenewalCutoffPassed':
      return { ...state, cutoffPassed: true };
    case 'InstalmentFellDue':
      return fellDue(state, event.charge);
    case 'SubscriptionRenewed':
      return renewed(state, event);
    default:
      return assertNever(event);
  }
}

const ordered = ({ subscriptionId, trackingId, order, replaces, orderedAt }: SubscriptionOrdered): Known => ({
  status: 'pending',
  subscriptionId,
  trackingId,
  order,
  attempt: 1,
  replaces,
  orderedAt,
});

const activated = (state: PendingSubscription, event: SubscriptionActivated): ActiveSubscription => ({
  ...state,
  status: 'active',
  anchor: event.term.startDate,
  activatedAt: event.activatedAt,
  plan: event.plan,
  price: event.price,
  term: event.term,
  cutoff: event.cutoff,
  cutoffPassed: false,
  seats: event.seats,
  seatsAtRenewal: undefined,
  planAtRenewal: undefined,
  licenses: new Map(),
  endsAfterTerm: undefined,
  commitment: event.commitment,
  instalmentsDue: 0,
  seatCharges: [],
  seatsCommitment: zeroOf(event.price.currency),
});

const failed = (state: PendingSubscription, event: ProvisioningFailed): NotProvisionedSubscription => ({
  ...state,
  status: 'not-provisioned',
  vendorError: event.vendorError,
  resubmittable: event.resubmittable,
});

function resubmitted(state: NotProvisionedSubscription, event: OrderResubmitted): PendingSubscription {
  const { vendorError: _, resubmittable: __, ...common } = state;
  const { poNumber, quantity, supportContact, attempt } = event;
  return { ...common, status: 'pending', attempt, order: { ...state.order, poNumber, quantity, supportContact } };
}

function replaced(state: NotProvisionedSubscription, event: OrderReplaced): ReplacedSubscription {
  const { resubmittable: _, ...common } = state;
  const { replacedBy, replacementTrackingId: trackingId, replacement: order, replacedAt } = event;
  return { ...common, status: 'replaced', replacedBy, replacement: { trackingId, order, replacedAt } };
}

function erased(state: Subscription, event: SubscriptionEvent): Known {
  const before = known(state, event);
  return { ...before, order: { ...before.order, supportContact: { erased: true } } };
}

function without(licenses: ActiveSubscription['licenses'], endUserId: EndUserId): ActiveSubscription['licenses'] {
  const remaining = new Map(licenses);
  remaining.delete(endUserId);
  return remaining;
}

const withSeats = (state: ActiveSubscription, event: SeatsAdded): ActiveSubscription => ({
  ...state,
  seats: event.seats,
  seatsAtRenewal: event.seatsAtRenewal ?? undefined,
  seatsCommitment: addMoney(state.seatsCommitment, event.proration.total),
  seatCharges: inDueOrder([...state.seatCharges, ...event.laterCharges]),
});

/** Sorting is stable: parts of the same day stay in the order of their additions. */
const inDueOrder = (charges: readonly Charge[]): readonly Charge[] =>
  [...charges].sort((one, other) => (one.dueOn < other.dueOn ? -1 : one.dueOn > other.dueOn ? 1 : 0));

/** What was scheduled for a renewal that now never comes is gone: disabling is irrevocable. */
function disabled(state: ActiveSubscription, { endsAfterTerm }: AutoRenewDisabled): ActiveSubscription {
  if (endsAfterTerm > state.term.number) return { ...state, endsAfterTerm };
  return { ...state, endsAfterTerm, seatsAtRenewal: undefined, planAtRenewal: undefined };
}

const fellDue = (state: ActiveSubscription, charge: Charge): ActiveSubscription =>
  charge.kind === 'seats'
    ? { ...state, seatCharges: state.seatCharges.slice(1) }
    : { ...state, instalmentsDue: charge.instalmentNumber ?? state.instalmentsDue };

const renewed = (state: ActiveSubscription, event: SubscriptionRenewed): ActiveSubscription => ({
  ...state,
  plan: event.plan,
  price: event.price,
  term: event.term,
  cutoff: event.cutoff,
  cutoffPassed: false,
  seats: event.seats,
  seatsAtRenewal: undefined,
  planAtRenewal: undefined,
  commitment: event.commitment,
  instalmentsDue: 0,
  seatCharges: [],
  seatsCommitment: zeroOf(event.price.currency),
});

function known(state: Subscription, event: SubscriptionEvent): Known {
  if (state === undefined) throw outOfPlace(state, event);
  return state;
}

function pending(state: Subscription, event: SubscriptionEvent): PendingSubscription {
  if (state?.status === 'pending' || state?.status === 'in-review') return state;
  throw outOfPlace(state, event);
}

function notProvisioned(state: Subscription, event: SubscriptionEvent): NotProvisionedSubscription {
  if (state?.status === 'not-provisioned') return state;
  throw outOfPlace(state, event);
}

function active(state: Subscription, event: SubscriptionEvent): ActiveSubscription {
  if (state?.status === 'active') return state;
  throw outOfPlace(state, event);
}

const outOfPlace = (state: Subscription, event: SubscriptionEvent): Error =>
  new Error(`${event.type} can't happen to a subscription that is ${state?.status ?? 'not ordered'}`);
