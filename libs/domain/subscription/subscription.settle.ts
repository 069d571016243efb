import { assertNever } from '../../kernel/assert-never.js';
import type { Dated } from '../../kernel/decision.js';
import type { ProductId } from '../../kernel/ids.js';
import { type Instant, laterOf } from '../../kernel/instant.js';
import { isOnSaleAt, priceAt } from '../plan/plan-at.js';
import { termCharge } from '../policy/instalments.js';
import { multiplyMoney } from '../policy/money.js';
import { termAndCutoff } from './activation.js';
import { planAfterRenewal, seatsAfterRenewal } from './at-renewal.js';
import { type Due, dueOf } from './subscription.due.js';
import type { SubscriptionEvent, SubscriptionRenewed } from './subscription.events.js';
import { evolveSubscription } from './subscription.evolve.js';
import type { SubscriptionFacts } from './subscription.facts.js';
import type { ActiveSubscription, Subscription } from './subscription.state.js';

/**
 * Everything that fell due until `now` and has not happened yet, in due order, each as of its own due instant but never
 * before `since`; nothing while an operator holds it. The same events come of one call or of many, whenever a worker runs.
 * @param since effectiveAt of the stream's last event; undefined for a new stream.
 * @throws Error when the facts lack the plan of a renewal.
 */
export function settle(
  state: Subscription,
  facts: SubscriptionFacts,
  now: Instant,
  since: Instant | undefined,
): Dated<SubscriptionEvent>[] {
  const settled: Dated<SubscriptionEvent>[] = [];
  let present = state;
  while (present?.status === 'active' && present.held === undefined) {
    const due = earliest(dueOf(present, facts.calendar));
    if (due === undefined || due.dueAt > now) break;
    const effectiveAt = laterOf(due.dueAt, since ?? due.dueAt);
    const event = whatHappens(present, due, facts);
    settled.push({ effectiveAt, event });
    present = evolveSubscription(present, event, effectiveAt);
  }
  return settled;
}

/** The first of those with the least instant. */
const earliest = (due: readonly Due[]): Due | undefined =>
  due.reduce<Due | undefined>(
    (least, next) => (least === undefined || next.dueAt < least.dueAt ? next : least),
    undefined,
  );

function whatHappens(state: ActiveSubscription, due: Due, facts: SubscriptionFacts): SubscriptionEvent {
  switch (due.kind) {
    case 'cutoff':
      return { type: 'RenewalCutoffPassed', termNumber: state.term.number, cutoff: state.cutoff };
    case 'instalment':
      return { type: 'InstalmentFellDue', charge: due.charge };
    case 'renewal':
      return renewal(state, due.dueAt, facts);
    case 'end':
      return { type: 'SubscriptionEnded', termNumber: state.term.number, endDate: state.term.endDate };
    default:
      return assertNever(due);
  }
}

/** Reductions, a switch and the price as they stood at the due instant, not as they stand when we learn of it. */
function renewal(state: ActiveSubscription, dueAt: Instant, facts: SubscriptionFacts): SubscriptionRenewed {
  const plan = planAfterRenewal(state);
  const seats = seatsAfterRenewal(state);
  const { price, withdrawn } = priceAtRenewal(plan.productId, dueAt, facts);
  const { term, cutoff } = termAndCutoff(state.anchor, state.term.number + 1, facts);
  const commitment = multiplyMoney(price, seats);
  return {
    type: 'SubscriptionRenewed',
    term,
    cutoff,
    plan,
    seats,
    price,
    commitment,
    charge: termCharge(plan.period, term, commitment),
    previous: { plan: state.plan, seats: state.seats, price: state.price },
    planWithdrawn: withdrawn,
  };
}

function priceAtRenewal(productId: ProductId, dueAt: Instant, facts: SubscriptionFacts) {
  const plan = facts.plan(productId);
  const price = priceAt(plan, dueAt);
  if (price === undefined) throw new Error(`No price of plan ${productId} at ${dueAt}: its history must be read first`);
  return { price, withdrawn: !isOnSaleAt(plan, dueAt) };
}
