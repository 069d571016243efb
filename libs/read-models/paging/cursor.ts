import { parseCalendarDate } from '#kernel/calendar-date.js';

/** Most items on a page, and how many when nobody said. */
export const PAGE_ITEMS_MAX = 200;
const PAGE_ITEMS_DEFAULT = 50;

export interface PageRequest {
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** 1 to 200. */
  readonly limit?: number | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** null: that was all. */
  readonly nextCursor: string | null;
}

/** The text is no cursor of this list. */
export class InvalidCursorError extends Error {
  constructor() {
    super('Not a cursor of this list');
  }
}

export const limitOf = ({ limit = PAGE_ITEMS_DEFAULT }: PageRequest): number =>
  Math.min(Math.max(Math.trunc(limit), 1), PAGE_ITEMS_MAX);

/** What a value of a cursor may look like. */
export type Pattern = Pick<RegExp, 'test'>;

/** A cursor names the last item that was given: what comes behind it stays the same while others are added. */
const encodeCursor = (list: string, values: readonly string[]): string =>
  Buffer.from(JSON.stringify([list, ...values])).toString('base64url');

/**
 * @returns the values, or undefined without a cursor.
 * @throws InvalidCursorError unless the cursor is of this list and each value has its pattern.
 */
export function decodeCursor(list: string, cursor: string | undefined, patterns: readonly Pattern[]) {
  if (cursor === undefined) return undefined;
  const [name, ...values] = parsed(cursor);
  if (name !== list || values.length !== patterns.length) throw new InvalidCursorError();
  return values.map((value, index) => {
    if (typeof value !== 'string' || patterns[index]?.test(value) !== true) throw new InvalidCursorError();
    return value;
  });
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(value)) return value;
  } catch {
    // answered below
  }
  throw new InvalidCursorError();
}

/** @param rows one more than the limit when there is a next page. */
export function pageOf<Row, Item>(
  list: string,
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly string[],
  present: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(list, keyOf(last)) : null;
  return { items: shown.map(present), nextCursor };
}

/** What a position may look like in a cursor: within Postgres's int8. */
export const POSITION_PATTERN = /^\d{1,18}$/;
/** A day that exists: Postgres has no other. */
export const DATE_PATTERN: Pattern = { test: (text) => parseCalendarDate(text) !== undefined };
/** Product names and IDs; the catalogue bounds their length. */
export const TEXT_PATTERN = /^[^\0]{0,500}$/;
