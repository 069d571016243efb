import { addDays, type CalendarDate, weekdayOf } from '../../kernel/calendar-date.js';
import { addMilliseconds, type Instant } from '../../kernel/instant.js';
import type { BusinessCalendar, Holiday } from './business-calendar.js';
import type { VendorPolicy } from './vendor-policy.js';

/** The last moment at which disabling still ends the running term, and all that it was computed from. */
export interface Cutoff {
  /** So many business days before the term end date, which itself is not counted. */
  readonly date: CalendarDate;
  /** The last millisecond that still counts: `now > instant` is late. */
  readonly instant: Instant;
  readonly calendar: { readonly region: string | null; readonly version: string };
  readonly timeZone: string;
  readonly businessDays: number;
  readonly cutoffDayCounts: boolean;
  /** The holidays in between that were skipped, oldest first. */
  readonly holidays: readonly Holiday[];
}

type CutoffPolicy = Pick<VendorPolicy, 'businessDaysBeforeTermEnd' | 'cutoffDayCounts'>;

/** Days looked back per business day, and in all: a week has five; no known calendar closes for over a month. */
const DAYS_PER_BUSINESS_DAY_MAX = 3;
const CLOSED_DAYS_MAX = 60;

const SATURDAY = 6;

/** @throws Error when the calendar has too few business days to count back. */
export function cutoffBefore(endDate: CalendarDate, policy: CutoffPolicy, calendar: BusinessCalendar): Cutoff {
  const { date, holidays } = countBack(endDate, policy.businessDaysBeforeTermEnd, calendar);
  const lastDay = policy.cutoffDayCounts ? date : addDays(date, -1);
  return {
    date,
    instant: addMilliseconds(calendar.startOfDay(addDays(lastDay, 1)), -1),
    calendar: { region: calendar.region, version: calendar.version },
    timeZone: calendar.timeZone,
    businessDays: policy.businessDaysBeforeTermEnd,
    cutoffDayCounts: policy.cutoffDayCounts,
    holidays,
  };
}

function countBack(endDate: CalendarDate, businessDays: number, calendar: BusinessCalendar) {
  const earliest = addDays(endDate, -(businessDays * DAYS_PER_BUSINESS_DAY_MAX + CLOSED_DAYS_MAX));
  const closed = calendar.holidays(earliest, addDays(endDate, -1)).filter(({ date }) => weekdayOf(date) < SATURDAY);
  const closedDates = new Set(closed.map(({ date }) => date));
  let remaining = businessDays;
  for (let date = addDays(endDate, -1); date >= earliest; date = addDays(date, -1)) {
    if (weekdayOf(date) >= SATURDAY || closedDates.has(date)) continue;
    remaining -= 1;
    if (remaining <= 0) return { date, holidays: closed.filter((holiday) => holiday.date > date) };
  }
  throw new Error(`Calendar ${calendar.region} has no ${businessDays} business days before ${endDate}`);
}

/** From here on a disable holds for the next term end. */
export const firstLateInstant = (cutoff: Cutoff): Instant => addMilliseconds(cutoff.instant, 1);
