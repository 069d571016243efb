import { assertNever } from '../../kernel/assert-never.js';
import { accept, noEffect, refuse } from '../../kernel/decision.js';
import type { Instant } from '../../kernel/instant.js';
import type { PlanDetails } from '../plan/plan.events.js';
import { isOnSaleAt } from '../plan/plan-at.js';
import { prorate, seatCharges } from '../policy/proration.js';
import { planAfterRenewal, renewalFollows, seatsAfterRenewal } from './at-renewal.js';
import { disableAutoRenew } from './disable.decider.js';
import type {
  AddSeats,
  AssignLicense,
  DisableAutoRenew,
  ReduceSeatsAtRenewal,
  SubscriptionCommand,
  SwitchTermAtRenewal,
  UnassignLicense,
} from './subscription.commands.js';
import type { SubscriptionFacts } from './subscription.facts.js';
import type { ActiveSubscription } from './subscription.state.js';
import type { SubscriptionVerdict } from './subscription.verdict.js';
import { seatLimit } from './take-order.js';

/** The commands that only an active subscription takes. */
export type ActiveCommand = Extract<
  SubscriptionCommand,
  AssignLicense | UnassignLicense | AddSeats | ReduceSeatsAtRenewal | SwitchTermAtRenewal | DisableAutoRenew
>;

export function decideOnActive(
  state: ActiveSubscription,
  command: ActiveCommand,
  facts: SubscriptionFacts,
  now: Instant,
): SubscriptionVerdict {
  switch (command.type) {
    case 'AssignLicense':
      return assignLicense(state, command, now);
    case 'UnassignLicense':
      return unassignLicense(state, command, now);
    case 'AddSeats':
      return addSeats(state, command, facts, now);
    case 'ReduceSeatsAtRenewal':
      return reduceSeatsAtRenewal(state, command, now);
    case 'SwitchTermAtRenewal':
      return switchTermAtRenewal(state, command, facts, now);
    case 'DisableAutoRenew':
      return disableAutoRenew(state, command, facts, now);
    default:
      return assertNever(command);
  }
}

/** No more licences than seats, nor than will remain: a renewal takes no seat from anybody. */
function assignLicense(state: ActiveSubscription, { endUserId }: AssignLicense, now: Instant): SubscriptionVerdict {
  if (state.licenses.has(endUserId)) return noEffect();
  const assigned = state.licenses.size;
  const { seats } = state;
  const seatsAtRenewal = seatsAfterRenewal(state);
  if (assigned >= Math.min(seats, seatsAtRenewal)) {
    return refuse({ code: 'no-free-seat', assigned, seats, seatsAtRenewal });
  }
  return accept({ type: 'LicenseAssigned', endUserId, assignedAt: now });
}

function unassignLicense(state: ActiveSubscription, { endUserId }: UnassignLicense, now: Instant): SubscriptionVerdict {
  if (!state.licenses.has(endUserId)) return noEffect();
  return accept({ type: 'LicenseUnassigned', endUserId, unassignedAt: now });
}

/** Active at once, co-termed, charged by day at the price of this term; what was to remain grows by as many. */
function addSeats(
  state: ActiveSubscription,
  { add }: AddSeats,
  { policy, calendar }: SubscriptionFacts,
  now: Instant,
): SubscriptionVerdict {
  const seats = state.seats + add;
  const beyond = seatLimit(seats, policy);
  if (beyond !== undefined) return refuse(beyond);
  const today = calendar.dateAt(now);
  const proration = prorate(state.price, add, state.term, today);
  const { anchor, term, plan } = state;
  const [charge, ...laterCharges] = seatCharges(proration.total, { anchor, term, period: plan.period }, today);
  return accept({
    type: 'SeatsAdded',
    added: add,
    seats,
    seatsAtRenewal: state.seatsAtRenewal === undefined ? null : state.seatsAtRenewal + add,
    proration,
    charge,
    laterCharges,
    addedAt: now,
  });
}

function reduceSeatsAtRenewal(
  state: ActiveSubscription,
  { seats: asked }: ReduceSeatsAtRenewal,
  now: Instant,
): SubscriptionVerdict {
  if (!renewalFollows(state)) return refuse({ code: 'no-renewal-follows', endsOn: state.term.endDate });
  const { seats } = state;
  if (asked > seats) return refuse({ code: 'seats-above-present', asked, seats });
  const assigned = state.licenses.size;
  if (asked < assigned) return refuse({ code: 'seats-below-assigned', asked, assigned });
  if (asked === seatsAfterRenewal(state)) return noEffect();
  return accept({ type: 'SeatReductionScheduled', seats, seatsAtRenewal: asked, scheduledAt: now });
}

function switchTermAtRenewal(
  state: ActiveSubscription,
  { productId }: SwitchTermAtRenewal,
  facts: SubscriptionFacts,
  now: Instant,
): SubscriptionVerdict {
  if (!renewalFollows(state)) return refuse({ code: 'no-renewal-follows', endsOn: state.term.endDate });
  const { plan } = state;
  if (productId === planAfterRenewal(state).productId) return noEffect();
  const scheduled = { type: 'TermSwitchScheduled', plan, scheduledAt: now } as const;
  if (productId === plan.productId) return accept({ ...scheduled, planAtRenewal: plan });
  const target = facts.plan(productId);
  if (target === undefined) return refuse({ code: 'plan-not-available', productId });
  if (!isTermSwitch(plan, target.details)) {
    return refuse({ code: 'not-a-term-switch', productId, present: plan.productId });
  }
  if (!isOnSaleAt(target, now)) return refuse({ code: 'plan-not-available', productId });
  return accept({ ...scheduled, planAtRenewal: target.details });
}

/** The same product and support level in the other period. */
const isTermSwitch = (present: PlanDetails, target: PlanDetails): boolean =>
  target.productName === present.productName &&
  target.supportLevel === present.supportLevel &&
  target.period !== present.period;
