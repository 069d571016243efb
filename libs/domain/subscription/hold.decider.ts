import { assertNever } from '../../kernel/assert-never.js';
import { accept, noEffect, refuse } from '../../kernel/decision.js';
import { earlierOf, type Instant, laterOf } from '../../kernel/instant.js';
import type { BusinessCalendar } from '../policy/business-calendar.js';
import type { HoldDueWork, ReleaseDueWork, SubscriptionCommand } from './subscription.commands.js';
import { dueOf } from './subscription.due.js';
import type { Subscription } from './subscription.state.js';
import type { SubscriptionVerdict } from './subscription.verdict.js';

type Known = NonNullable<Subscription>;

/** Nothing falls due for an order that is over: there is nothing to be held. */
export function holdDueWork(state: Known, { reason }: HoldDueWork, now: Instant): SubscriptionVerdict {
  if (state.held !== undefined) return noEffect();
  if (isOver(state)) return refuse({ code: 'not-active', subscriptionStatus: state.status });
  return accept({ type: 'DueWorkHeld', reason, heldAt: now });
}

/** What fell due meanwhile is settled in front of it. */
export function releaseDueWork({ held }: Known, { reason }: ReleaseDueWork, now: Instant): SubscriptionVerdict {
  if (held === undefined) return noEffect();
  return accept({ type: 'DueWorkReleased', reason, heldAt: held.since, releasedAt: now });
}

const isOver = ({ status }: Known): boolean => status === 'ended' || status === 'replaced' || status === 'closed';

/**
 * What stays possible on hold: to settle (nothing), to release, what the vendor says of an order (a fact, as of its own
 * instant, that no decision of ours keeps from having happened), the erasure of personal data, a disable that operations
 * received in time (what a hold is for), and what is answered the same in any state.
 */
export function isTakenOnHold(command: SubscriptionCommand): boolean {
  switch (command.type) {
    case 'OrderSubscription':
    case 'PlaceDecidedOrder':
    case 'SettleDue':
    case 'RecordVendorAnswer':
    case 'HoldDueWork':
    case 'ReleaseDueWork':
    case 'EraseSubscription':
    case 'EnableAutoRenew':
    case 'RequestRefund':
      return true;
    case 'DisableAutoRenew':
      return command.received !== undefined;
    case 'ResubmitOrder':
    case 'ReplaceOrder':
    case 'CloseOrder':
    case 'AssignLicense':
    case 'UnassignLicense':
    case 'AddSeats':
    case 'ReduceSeatsAtRenewal':
    case 'SwitchTermAtRenewal':
      return false;
    default:
      return assertNever(command);
  }
}

/**
 * On hold the subscription's own time stands still at the first instant at which something fell due: what the release settles
 * then counts as of its due instant, though nothing in a stream may count from before what stands in front of it.
 * @returns no later than `at`, no earlier than `since`.
 */
export function instantOnHold(
  state: Subscription,
  calendar: Pick<BusinessCalendar, 'startOfDay'>,
  at: Instant,
  since: Instant | undefined,
): Instant {
  if (state?.held === undefined) return at;
  const first = dueOf(state, calendar).reduce((least, { dueAt }) => earlierOf(least, dueAt), at);
  return laterOf(first, since ?? first);
}
