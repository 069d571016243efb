import type { CalendarDate } from '../../kernel/calendar-date.js';

/** Twelve months, both dates included. Numbered from 1. */
export interface Term {
  readonly number: number;
  readonly startDate: CalendarDate;
  readonly endDate: CalendarDate;
}
