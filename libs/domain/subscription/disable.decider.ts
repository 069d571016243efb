import { accept, noEffect, refuse } from '../../kernel/decision.js';
import type { Instant } from '../../kernel/instant.js';
import { dayAfterTerm, termFrom } from '../policy/term.js';
import type { DisableAutoRenew } from './subscription.commands.js';
import type { SubscriptionFacts } from './subscription.facts.js';
import type { SubscriptionRefusal } from './subscription.refusals.js';
import type { ActiveSubscription } from './subscription.state.js';
import type { SubscriptionVerdict } from './subscription.verdict.js';

type Received = NonNullable<DisableAutoRenew['received']>;

/**
 * One atomic decision. A late one holds for the next term end, unless the caller would rather be refused. What operations
 * received in time is judged as of then; it also puts right a late disable that the caller sent when it could not be heard.
 */
export function disableAutoRenew(
  state: ActiveSubscription,
  { ifLate, received }: DisableAutoRenew,
  { policy, calendar }: Pick<SubscriptionFacts, 'policy' | 'calendar'>,
  now: Instant,
): SubscriptionVerdict {
  const untimely = received && refusalOfInstant(state, received, calendar, now);
  if (untimely !== undefined) return refuse(untimely);
  const { cutoff, term, anchor } = state;
  const late = (received?.at ?? now) > cutoff.instant;
  const endsAfterTerm = late ? term.number + 1 : term.number;
  if (state.endsAfterTerm !== undefined && (received === undefined || state.endsAfterTerm <= endsAfterTerm)) {
    return noEffect();
  }
  const assigned = assignedThen(state, received);
  if (assigned > 0) return refuse({ code: 'licenses-still-assigned', assigned });
  if (late && (ifLate ?? policy.lateDisable) === 'refuse') return refuse({ code: 'cutoff-passed', cutoff });
  const endsOn = termFrom(anchor, endsAfterTerm).endDate;
  return accept({
    type: 'AutoRenewDisabled',
    late,
    endsAfterTerm,
    endsOn,
    cutoff,
    received: factsOf(received),
    disabledAt: now,
  });
}

/** Within the present term, and not still to come: nothing else can be judged as of then. */
function refusalOfInstant(
  { activatedAt, term, held }: ActiveSubscription,
  { at: receivedAt }: Received,
  { startOfDay }: SubscriptionFacts['calendar'],
  now: Instant,
): SubscriptionRefusal | undefined {
  if (receivedAt < activatedAt || receivedAt > now) {
    return { code: 'received-at-out-of-range', receivedAt, earliest: activatedAt, latest: now };
  }
  const renewedAt = startOfDay(term.startDate);
  if (term.number > 1 && receivedAt < renewedAt) return { code: 'already-renewed', receivedAt, renewedAt };
  // Received in the next term, which has not begun only because of the hold: it is judged once that is released.
  if (held !== undefined && receivedAt >= startOfDay(dayAfterTerm(term))) {
    return { code: 'on-hold', heldSince: held.since };
  }
  return undefined;
}

function assignedThen({ licenses }: ActiveSubscription, received: Received | undefined): number {
  if (received === undefined) return licenses.size;
  return received.asItStood?.status === 'active' ? received.asItStood.licenses.size : 0;
}

function factsOf(received: Received | undefined) {
  if (received === undefined) return null;
  const { at, evidence, reason } = received;
  return { at, evidence, reason };
}
