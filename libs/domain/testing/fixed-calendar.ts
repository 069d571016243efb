import { addDays, type CalendarDate, weekdayOf } from '../../kernel/calendar-date.js';
import { addMilliseconds, type Instant } from '../../kernel/instant.js';
import type { BusinessCalendar, Holiday } from '../policy/business-calendar.js';

const MILLISECONDS_PER_HOUR = 3_600_000;
const SUNDAY = 7;

/** A calendar with these holidays, every day beginning at midnight UTC. */
export const calendarInUtc = (holidays: readonly Holiday[] = [], region: string | null = 'XX'): BusinessCalendar => ({
  region,
  version: 'for tests',
  timeZone: 'UTC',
  holidays: (from, to) => holidays.filter(({ date }) => date >= from && date <= to),
  startOfDay: (date) => `${date}T00:00:00.000Z` as Instant,
  dateAt: (instant) => instant.slice(0, 10) as CalendarDate,
});

/** Los Angeles by the rules of 2007 and after: UTC-8, from the second Sunday of March to the first of November UTC-7. */
export const calendarInLosAngeles = (
  holidays: readonly Holiday[] = [],
  region: string | null = 'US',
): BusinessCalendar => ({
  ...calendarInUtc(holidays, region),
  timeZone: 'America/Los_Angeles',
  startOfDay: startInLosAngeles,
  dateAt: (instant) => {
    const date = addMilliseconds(instant, -8 * MILLISECONDS_PER_HOUR).slice(0, 10) as CalendarDate;
    return startInLosAngeles(addDays(date, 1)) <= instant ? addDays(date, 1) : date;
  },
});

function startInLosAngeles(date: CalendarDate): Instant {
  const year = date.slice(0, 4);
  const summer = date > sundayFrom(`${year}-03-08`) && date <= sundayFrom(`${year}-11-01`);
  return addMilliseconds(`${date}T00:00:00.000Z` as Instant, (summer ? 7 : 8) * MILLISECONDS_PER_HOUR);
}

const sundayFrom = (date: string): CalendarDate =>
  addDays(date as CalendarDate, SUNDAY - weekdayOf(date as CalendarDate));
