import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { Instant } from '../../kernel/instant.js';

export interface Holiday {
  readonly date: CalendarDate;
  readonly name: string;
}

/** Holidays and time zone as facts: pure functions of a calendar's data, handed to the domain as an argument. */
export interface BusinessCalendar {
  /** date-holidays region, or null for weekends only. */
  readonly region: string | null;
  /** Where the data came from, for example `date-holidays 3.37.0`. */
  readonly version: string;
  readonly timeZone: string;
  /** Public holidays on the days [from, to], oldest first. */
  holidays(from: CalendarDate, to: CalendarDate): readonly Holiday[];
  /** The first instant of the day in `timeZone`. */
  startOfDay(date: CalendarDate): Instant;
  /** The day on which the instant falls in `timeZone`. */
  dateAt(instant: Instant): CalendarDate;
}
