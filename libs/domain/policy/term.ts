import { addDays, addMonths, type CalendarDate, daysBetween } from '../../kernel/calendar-date.js';

/** Twelve months, both dates included. Numbered from 1. */
export interface Term {
  readonly number: number;
  readonly startDate: CalendarDate;
  readonly endDate: CalendarDate;
}

export const MONTHS_PER_TERM = 12;

/** Always from the anchor, never from the term before: a 29 February or a 31st never drifts. */
export const termFrom = (anchor: CalendarDate, number: number): Term => ({
  number,
  startDate: addMonths(anchor, MONTHS_PER_TERM * (number - 1)),
  endDate: addDays(addMonths(anchor, MONTHS_PER_TERM * number), -1),
});

/** @param instalmentNumber 1 to 12; the first is due on the term's first day. */
export const instalmentDueOn = (anchor: CalendarDate, termNumber: number, instalmentNumber: number): CalendarDate =>
  addMonths(anchor, MONTHS_PER_TERM * (termNumber - 1) + instalmentNumber - 1);

/** 365 or 366. */
export const daysOfTerm = (term: Term): number => daysBetween(term.startDate, term.endDate) + 1;

/** The day after the term end date: the renewal or the end happens at its first instant. */
export const dayAfterTerm = (term: Term): CalendarDate => addDays(term.endDate, 1);
