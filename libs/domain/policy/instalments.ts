import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { Period } from '../plan/plan.events.js';
import type { Charge } from './charge.js';
import { type Money, splitEvenly } from './money.js';
import { instalmentDueOn, MONTHS_PER_TERM, type Term } from './term.js';

/** An annual term's one charge, due on the term's first day; null where there are instalments. */
export const termCharge = (period: Period, term: Term, commitment: Money): Charge | null =>
  period === 'annual' ? { kind: 'term', termNumber: term.number, dueOn: term.startDate, amount: commitment } : null;

/** The twelve instalments of a term; they add up to the commitment, the remainder is in the first ones. */
export const instalmentsOf = (anchor: CalendarDate, termNumber: number, commitment: Money): readonly Charge[] =>
  splitEvenly(commitment, MONTHS_PER_TERM).map((amount, index) => ({
    kind: 'instalment',
    termNumber,
    instalmentNumber: index + 1,
    dueOn: instalmentDueOn(anchor, termNumber, index + 1),
    amount,
  }));
