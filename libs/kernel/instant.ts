import type { Brand } from './brand.js';
import { parseCalendarDate } from './calendar-date.js';

/** A moment in UTC, always `YYYY-MM-DDTHH:mm:ss.sssZ`: fixed width, so that text order is time order. */
export type Instant = Brand<string, 'Instant'>;

/** @returns undefined unless the text is an RFC 3339 date-time with an offset, of a day that exists, in the years 0001 to 9999. */
export function parseInstant(text: string): Instant | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T(?!24)\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  if (parseCalendarDate(text.slice(0, 10)) === undefined) return undefined;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return undefined;
  const iso = new Date(milliseconds).toISOString();
  return iso.length === 24 ? (iso as Instant) : undefined;
}

/** @param milliseconds since the Unix epoch. */
export const instantOf = (milliseconds: number): Instant => new Date(milliseconds).toISOString() as Instant;

/** Milliseconds since the Unix epoch. */
export const millisecondsOf = (instant: Instant): number => Date.parse(instant);

export const addMilliseconds = (instant: Instant, milliseconds: number): Instant =>
  instantOf(millisecondsOf(instant) + milliseconds);

export const laterOf = (one: Instant, other: Instant): Instant => (one > other ? one : other);

export const earlierOf = (one: Instant, other: Instant): Instant => (one < other ? one : other);
