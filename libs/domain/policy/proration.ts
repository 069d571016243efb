import { type CalendarDate, daysBetween, laterDateOf } from '../../kernel/calendar-date.js';
import type { Period } from '../plan/plan.events.js';
import type { Charge } from './charge.js';
import { fractionOf, type Money, multiplyMoney, splitEvenly } from './money.js';
import { daysOfTerm, instalmentDueOn, MONTHS_PER_TERM, type Term } from './term.js';

export interface Proration {
  /** Of this term, per seat. */
  readonly price: Money;
  /** From the later of today and the term's start to its end, both included. */
  readonly days: number;
  readonly daysOfTerm: number;
  readonly total: Money;
}

/** What seats added today cost until the term's end: by day, rounded half up once on the total. */
export function prorate(price: Money, added: number, term: Term, today: CalendarDate): Proration {
  const days = daysBetween(laterDateOf(today, term.startDate), term.endDate) + 1;
  const inAll = daysOfTerm(term);
  return { price, days, daysOfTerm: inAll, total: fractionOf(multiplyMoney(price, added), days, inAll) };
}

interface RunningTerm {
  readonly anchor: CalendarDate;
  readonly term: Term;
  readonly period: Period;
}

/**
 * Annual: all at once. Monthly: split over today and the instalments dated after today, the remainder in the first ones.
 * Later parts of nothing are left out; the one due today is always there.
 */
export function seatCharges(total: Money, running: RunningTerm, today: CalendarDate): readonly [Charge, ...Charge[]] {
  const { term } = running;
  const later = running.period === 'monthly' ? instalmentsAfter(today, running) : [];
  const [dueNow = total, ...rest] = splitEvenly(total, later.length + 1);
  const parts = later.flatMap(({ instalmentNumber, dueOn }, index): Charge[] => {
    const amount = rest[index];
    if (amount === undefined || amount.amountMinor === 0) return [];
    return [{ kind: 'seats', termNumber: term.number, instalmentNumber, dueOn, amount }];
  });
  return [{ kind: 'seats', termNumber: term.number, dueOn: today, amount: dueNow }, ...parts];
}

const instalmentsAfter = (today: CalendarDate, { anchor, term }: RunningTerm) =>
  Array.from({ length: MONTHS_PER_TERM }, (_, index) => ({
    instalmentNumber: index + 1,
    dueOn: instalmentDueOn(anchor, term.number, index + 1),
  })).filter(({ dueOn }) => dueOn > today);
