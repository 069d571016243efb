import type { Brand } from './brand.js';

/** A day of the Gregorian calendar without a time, always `YYYY-MM-DD`: text order is time order. */
export type CalendarDate = Brand<string, 'CalendarDate'>;

const MILLISECONDS_PER_DAY = 86_400_000;

const epochDay = (date: CalendarDate): number => Date.parse(`${date}T00:00:00Z`) / MILLISECONDS_PER_DAY;
const ofEpochDay = (day: number): CalendarDate =>
  new Date(day * MILLISECONDS_PER_DAY).toISOString().slice(0, 10) as CalendarDate;

/** @returns undefined unless the text is `YYYY-MM-DD` and that day exists; there is no year 0000. */
export function parseCalendarDate(text: string): CalendarDate | undefined {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(milliseconds)) return undefined;
  const date = ofEpochDay(milliseconds / MILLISECONDS_PER_DAY);
  return date === text ? date : undefined;
}

export const addDays = (date: CalendarDate, days: number): CalendarDate => ofEpochDay(epochDay(date) + days);

/** Whole days from the first to the second; negative when the second is earlier. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number => epochDay(to) - epochDay(from);

/** 1 is Monday, 7 is Sunday (ISO 8601). */
export const weekdayOf = (date: CalendarDate): number => ((((epochDay(date) + 3) % 7) + 7) % 7) + 1;

/** The same day of the month so many months on, clamped to that month's length: 31 January + 1 is 28 or 29 February. */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const lengthOfMonth = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, lengthOfMonth));
  return first.toISOString().slice(0, 10) as CalendarDate;
}

export const laterDateOf = (one: CalendarDate, other: CalendarDate): CalendarDate => (one > other ? one : other);
