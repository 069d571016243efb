import { createRequire } from 'node:module';
import DateHolidays from 'date-holidays';
import type { Holiday } from '#domain/policy/business-calendar.js';
import { addDays, type CalendarDate } from '#kernel/calendar-date.js';

const { version } = createRequire(import.meta.url)('date-holidays/package.json') as { readonly version: string };

/** Recorded with every cutoff: another version may know other holidays. */
export const HOLIDAYS_VERSION = `date-holidays ${version}`;

const MILLISECONDS_PER_DAY = 86_400_000;
/** A day on which the clocks go forward is shorter by so much. */
const CLOCK_CHANGE_MS = 3_600_000;

/**
 * Public holidays with their observed and substitute days, oldest first, on every day that they last.
 * @param region `US`, `CA-ON`, `GB-ENG`: country, state, region of date-holidays.
 * @returns a function of the year, which computes anew at each call.
 * @throws RangeError when there is no such region.
 */
export function holidaysOfYear(region: string): (year: number) => readonly Holiday[] {
  const source = sourceFor(region);
  const beginningIn = (year: number) => source.getHolidays(year).filter(({ type }) => type === 'public');
  return (year) =>
    [...beginningIn(year - 1), ...beginningIn(year)]
      .flatMap(everyDayOf)
      .filter(({ date }) => date.startsWith(`${String(year).padStart(4, '0')}-`))
      .sort((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0));
}

type Source = ReturnType<typeof sourceFor>;
type Listed = ReturnType<Source['getHolidays']>[number];

function sourceFor(region: string) {
  const [country = '', state, part] = region.split('-');
  const known = new DateHolidays();
  const exists =
    country in known.getCountries() &&
    (state === undefined || state in (known.getStates(country) ?? {})) &&
    (state === undefined || part === undefined || part in (known.getRegions(country, state) ?? {}));
  if (!exists) throw new RangeError(`date-holidays knows no region ${region}`);
  if (state === undefined) return new DateHolidays(country);
  return part === undefined ? new DateHolidays(country, state) : new DateHolidays(country, state, part);
}

/** `date` is the holiday's first day in its own place. What is left of a day behind the whole ones is no day off. */
function everyDayOf({ date, start, end, name }: Listed): readonly Holiday[] {
  const lasts = end.getTime() - start.getTime() + CLOCK_CHANGE_MS;
  const days = Math.max(1, Math.floor(lasts / MILLISECONDS_PER_DAY));
  const first = date.slice(0, 10) as CalendarDate;
  return Array.from({ length: days }, (_, index) => ({ date: addDays(first, index), name }));
}
