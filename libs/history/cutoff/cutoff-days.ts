import type { Cutoff } from '#domain/policy/cutoff.js';
import { addDays, type CalendarDate, weekdayOf } from '#kernel/calendar-date.js';

export interface CutoffDay {
  readonly date: CalendarDate;
  readonly weekday: string;
  /** True: one of the business days that were counted back. */
  readonly counts: boolean;
  readonly reason: 'weekend' | 'holiday' | 'business day';
  /** Its name; null where it is none. */
  readonly holiday: string | null;
  /** The how manieth business day before the end, from 1; null where it does not count. */
  readonly businessDay: number | null;
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const SATURDAY = 6;
/** Of a month of business days, with all their weekends and holidays; a recorded cutoff is never further back. */
const DAYS_MAX = 160;

/**
 * A recorded cutoff redone day by day from the day before the term end date back, out of nothing but what was recorded.
 * The last day is the cutoff date, if what was recorded holds.
 */
export function cutoffDays(endDate: CalendarDate, { holidays, businessDays }: Cutoff): readonly CutoffDay[] {
  const names = new Map(holidays.map(({ date, name }) => [date, name]));
  const days: CutoffDay[] = [];
  let counted = 0;
  for (let date = addDays(endDate, -1); days.length < DAYS_MAX; date = addDays(date, -1)) {
    const day = dayOf(date, names.get(date));
    if (day.counts) counted += 1;
    days.push({ ...day, businessDay: day.counts ? counted : null });
    if (day.counts && counted >= businessDays) break;
  }
  return days;
}

function dayOf(date: CalendarDate, holiday: string | undefined): Omit<CutoffDay, 'businessDay'> {
  const weekday = weekdayOf(date);
  const reason = weekday >= SATURDAY ? 'weekend' : holiday === undefined ? 'business day' : 'holiday';
  const name = WEEKDAYS[weekday - 1] ?? '';
  return { date, weekday: name, counts: reason === 'business day', reason, holiday: holiday ?? null };
}
