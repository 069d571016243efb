import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';
import type { BusinessCalendar, Holiday } from '#domain/policy/business-calendar.js';
import type { VendorPolicy } from '#domain/policy/vendor-policy.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import { type Instant, instantOf } from '#kernel/instant.js';
import { HOLIDAYS_VERSION, holidaysOfYear } from './public-holidays.js';

/** Years and days kept: a settled history of decades asks for the same few again and again; each is a few hundred bytes. */
const YEARS_MAX = 100;
const DAYS_MAX = 20_000;
/** Minutes whose date is kept: those in which commands are decided now, and some that were settled. */
const MINUTES_MAX = 2_000;
/** Since then every time zone's offset is in whole minutes: all instants of a minute are on one day. */
const WHOLE_MINUTES_SINCE = '1973';
/** Characters of an instant before its seconds. */
const MINUTE_LENGTH = 'YYYY-MM-DDTHH:mm'.length;

/**
 * The business calendar of a vendor policy. Pure: the same policy and version of the data give the same answers for ever.
 * @throws RangeError when the region or the time zone is unknown.
 */
export function createBusinessCalendar(policy: Pick<VendorPolicy, 'calendarRegion' | 'timeZone'>): BusinessCalendar {
  const { calendarRegion: region, timeZone } = policy;
  const holidaysIn = region === null ? () => [] : holidaysOfYear(region);
  const years = new LRUCache<number, readonly Holiday[]>({ max: YEARS_MAX, memoMethod: (year) => holidaysIn(year) });
  const days = new LRUCache<CalendarDate, Instant>({ max: DAYS_MAX, memoMethod: (date) => startOf(date, timeZone) });
  const minutes = new LRUCache<string, CalendarDate>({
    max: MINUTES_MAX,
    memoMethod: (minute) => dateOf(`${minute}:00.000Z` as Instant, timeZone),
  });
  dateOf(instantOf(0), timeZone);
  return {
    region,
    version: region === null ? 'weekends only' : HOLIDAYS_VERSION,
    timeZone,
    holidays: (from, to) =>
      yearsOf(from, to)
        .flatMap((year) => years.memo(year))
        .filter(({ date }) => date >= from && date <= to),
    startOfDay: (date) => days.memo(date),
    dateAt: (instant) =>
      instant < WHOLE_MINUTES_SINCE ? dateOf(instant, timeZone) : minutes.memo(instant.slice(0, MINUTE_LENGTH)),
  };
}

const yearOf = (date: CalendarDate): number => Number(date.slice(0, 4));

const yearsOf = (from: CalendarDate, to: CalendarDate): readonly number[] =>
  Array.from({ length: Math.max(0, yearOf(to) - yearOf(from) + 1) }, (_, index) => yearOf(from) + index);

/** Not always midnight: where the clocks go forward at midnight, the day starts at one. */
const startOf = (date: CalendarDate, timeZone: string): Instant =>
  instantOf(Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds);

/** @throws RangeError when the time zone is unknown. */
const dateOf = (instant: Instant, timeZone: string): CalendarDate =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString() as CalendarDate;
