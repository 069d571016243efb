import { type CalendarDate, laterDateOf } from '../../kernel/calendar-date.js';
import type { Instant } from '../../kernel/instant.js';
import { type Cutoff, cutoffBefore } from '../policy/cutoff.js';
import { termCharge } from '../policy/instalments.js';
import { type Money, multiplyMoney } from '../policy/money.js';
import { type Term, termFrom } from '../policy/term.js';
import type { OrderFacts, SubscriptionActivated } from './subscription.events.js';
import type { SubscriptionFacts } from './subscription.facts.js';

type Calendar = Pick<SubscriptionFacts, 'policy' | 'calendar'>;

/** A term's dates and its cutoff, both fixed when it starts. */
export function termAndCutoff(anchor: CalendarDate, number: number, { policy, calendar }: Calendar) {
  const term: Term = termFrom(anchor, number);
  const cutoff: Cutoff = cutoffBefore(term.endDate, policy, calendar);
  return { term, cutoff };
}

/** The first term starts on the day of activation, or on the requested start date if that is later. */
export function firstTerm(order: OrderFacts, activatedOn: CalendarDate, facts: Calendar) {
  const anchor = laterDateOf(activatedOn, order.startDate ?? activatedOn);
  const commitment: Money = multiplyMoney(order.price, order.quantity);
  const { term, cutoff } = termAndCutoff(anchor, 1, facts);
  return { term, cutoff, commitment, charge: termCharge(order.plan.period, term, commitment) };
}

/** @param activatedAt the vendor's instant: the one that counts. */
export function activation(
  order: OrderFacts,
  attempt: number,
  activatedAt: Instant,
  facts: Calendar,
): SubscriptionActivated {
  const { plan, quantity: seats, price } = order;
  const first = firstTerm(order, facts.calendar.dateAt(activatedAt), facts);
  return { type: 'SubscriptionActivated', attempt, activatedAt, plan, seats, price, ...first };
}
