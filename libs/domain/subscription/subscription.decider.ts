import { accept, type Dated, type Decision, noEffect, refuse } from '../../kernel/decision.js';
import { earlierOf, type Instant, laterOf } from '../../kernel/instant.js';
import { decideOnActive } from './active.decider.js';
import { holdDueWork, instantOnHold, isTakenOnHold, releaseDueWork } from './hold.decider.js';
import { closeOrder, recordVendorAnswer, replaceOrder, resubmitOrder } from './provisioning.decider.js';
import type {
  EraseSubscription,
  OrderSubscription,
  PlaceDecidedOrder,
  SubscriptionCommand,
} from './subscription.commands.js';
import type { SubscriptionEvent } from './subscription.events.js';
import { evolveSubscription } from './subscription.evolve.js';
import type { SubscriptionFacts } from './subscription.facts.js';
import type { SubscriptionRefusal } from './subscription.refusals.js';
import { settle } from './subscription.settle.js';
import type { Subscription } from './subscription.state.js';
import type { SubscriptionVerdict } from './subscription.verdict.js';
import { takeOrder } from './take-order.js';

export type SubscriptionDecision = Decision<SubscriptionEvent, SubscriptionRefusal>;

/**
 * Settles what fell due (nothing on hold, and all of it at the release), then judges the command in the term that this leaves, then settles what the command itself
 * made due (the first instalment of a subscription that is activated).
 * @param now not before `since`.
 * @param since effectiveAt of the stream's last event; undefined for a new stream.
 * @throws Error when the facts lack a plan that `plansNeeded` named.
 */
export function decideSubscription(
  state: Subscription,
  command: SubscriptionCommand,
  facts: SubscriptionFacts,
  now: Instant,
  since: Instant | undefined,
): SubscriptionDecision {
  const before = settle(command.type === 'ReleaseDueWork' ? released(state) : state, facts, now, since);
  const settled = fold(state, before);
  const last = before.at(-1)?.effectiveAt ?? since;
  const at = instantOf(command, now, last);
  const verdict = decideSettled(settled, command, facts, at);
  if (verdict.outcome === 'refused') return verdict;
  const effectiveAt = asOf(settled, command, facts, at, last);
  if (verdict.outcome === 'no-effect') {
    const decision = decisionOf(before, command.type === 'SettleDue');
    return effectiveAt === at || decision.outcome !== 'no-effect' ? decision : { ...decision, effectiveAt };
  }
  const own = verdict.events.map((event) => ({ effectiveAt, event }));
  const after = settle(fold(settled, own), facts, now, effectiveAt);
  return decisionOf([...before, ...own, ...after], true);
}

/** A release settles as if nobody held it. */
const released = (state: Subscription): Subscription => (state === undefined ? state : { ...state, held: undefined });

/**
 * As of when the events of a command count. A hold or a release of an order that is still at the vendor takes no time of
 * its own: it must not come between the vendor's instant and the activation that counts from it. What was received
 * in time counts from then, as far as the history allows.
 */
function asOf(
  state: Subscription,
  command: SubscriptionCommand,
  { calendar }: SubscriptionFacts,
  at: Instant,
  since: Instant | undefined,
): Instant {
  const { type } = command;
  if (type === 'DisableAutoRenew' && command.received !== undefined) {
    return instantOnHold(state, calendar, laterOf(command.received.at, since ?? command.received.at), since);
  }
  const begins = type === 'HoldDueWork' && state?.held === undefined;
  if (!begins && type !== 'ReleaseDueWork') return instantOnHold(state, calendar, at, since);
  const atVendor = state?.status === 'pending' || state?.status === 'in-review';
  return atVendor ? (since ?? at) : at;
}

/** As of when the command counts: the vendor's instant for what the vendor says, the first append's for the second one. */
function instantOf(command: SubscriptionCommand, now: Instant, since: Instant | undefined): Instant {
  if (command.type === 'RecordVendorAnswer')
    return laterOf(earlierOf(command.answer.at, now), since ?? command.answer.at);
  if (command.type === 'PlaceDecidedOrder') return earlierOf(command.orderedAt, now);
  return now;
}

function decisionOf([first, ...rest]: readonly Dated<SubscriptionEvent>[], changed: boolean): SubscriptionDecision {
  if (first === undefined) return { outcome: 'no-effect', events: [] };
  return { outcome: changed ? 'accepted' : 'no-effect', events: [first, ...rest] };
}

const fold = (state: Subscription, events: readonly Dated<SubscriptionEvent>[]): Subscription =>
  events.reduce<Subscription>(
    (folded, { event, effectiveAt }) => evolveSubscription(folded, event, effectiveAt),
    state,
  );

function decideSettled(
  state: Subscription,
  command: SubscriptionCommand,
  facts: SubscriptionFacts,
  now: Instant,
): SubscriptionVerdict {
  if (command.type === 'OrderSubscription') return order(state, command, facts, now);
  if (command.type === 'PlaceDecidedOrder') return placeDecidedOrder(state, command, now);
  if (state === undefined) return refuse({ code: 'not-found', what: 'subscription' });
  if (state.held !== undefined && !isTakenOnHold(command)) {
    return refuse({ code: 'on-hold', heldSince: state.held.since });
  }
  switch (command.type) {
    case 'SettleDue':
      return noEffect();
    case 'RecordVendorAnswer':
      return recordVendorAnswer(state, command, facts, now);
    case 'ResubmitOrder':
      return resubmitOrder(state, command, facts, now);
    case 'ReplaceOrder':
      return replaceOrder(state, command, facts, now);
    case 'CloseOrder':
      return closeOrder(state, command, now);
    case 'HoldDueWork':
      return holdDueWork(state, command, now);
    case 'ReleaseDueWork':
      return releaseDueWork(state, command, now);
    case 'EraseSubscription':
      return erase(state, command, now);
    case 'EnableAutoRenew':
      return refuse({ code: 'disable-is-irrevocable' });
    case 'RequestRefund':
      return refuse({ code: 'refunds-not-permitted' });
    default:
      return state.status === 'active'
        ? decideOnActive(state, command, facts, now)
        : refuse({ code: 'not-active', subscriptionStatus: state.status });
  }
}

/** In any status, and twice is once. */
function erase(
  { subscriptionId, order: { supportContact } }: NonNullable<Subscription>,
  { reason }: EraseSubscription,
  now: Instant,
): SubscriptionVerdict {
  if ('erased' in supportContact) return noEffect();
  return accept({ type: 'PersonalDataErased', subject: `subscription:${subscriptionId}`, reason, erasedAt: now });
}

/** The id is made of the caller's key, so an order under an id that is taken is this one again. */
function order(
  state: Subscription,
  command: OrderSubscription,
  facts: SubscriptionFacts,
  now: Instant,
): SubscriptionVerdict {
  if (state !== undefined) return noEffect();
  const result = takeOrder(command, facts, now);
  if (!result.taken) return refuse(result.refusal);
  const { subscriptionId, trackingId } = command;
  return accept({
    type: 'SubscriptionOrdered',
    subscriptionId,
    trackingId,
    order: result.order,
    replaces: null,
    fromCart: false,
    orderedAt: now,
  });
}

function placeDecidedOrder(state: Subscription, command: PlaceDecidedOrder, orderedAt: Instant): SubscriptionVerdict {
  if (state !== undefined) return noEffect();
  const { subscriptionId, trackingId, replaces, fromCart } = command;
  const { order } = command;
  return accept({ type: 'SubscriptionOrdered', subscriptionId, trackingId, order, replaces, fromCart, orderedAt });
}
