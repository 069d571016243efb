import { describe, expect, it } from '@jest/globals';
import { DATE_PATTERN, decodeCursor, InvalidCursorError, limitOf, POSITION_PATTERN, pageOf } from './cursor.js';

const page = (rows: readonly number[], limit: number) => pageOf('numbers', rows, limit, (row) => [String(row)], String);

describe('a page', () => {
  it('has a next cursor exactly when there is more than the limit', () => {
    expect(page([1, 2], 2)).toEqual({ items: ['1', '2'], nextCursor: null });
    const { items, nextCursor } = page([1, 2, 3], 2);
    expect(items).toEqual(['1', '2']);
    expect(decodeCursor('numbers', nextCursor ?? '', [POSITION_PATTERN])).toEqual(['2']);
  });

  it('has 50 items unless said, 1 at least and 200 at most', () => {
    expect([undefined, 0, 1, 200, 201].map((limit) => limitOf({ limit }))).toEqual([50, 1, 1, 200, 200]);
  });
});

describe('a cursor', () => {
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('may be left out', () => {
    expect(decodeCursor('numbers', undefined, [POSITION_PATTERN])).toBeUndefined();
  });

  it('with a day names one that exists', () => {
    const read = (day: string) => decodeCursor('days', encoded(['days', day]), [DATE_PATTERN]);
    expect(read('2028-02-29')).toEqual(['2028-02-29']);
    for (const day of ['2027-02-29', '2027-99-99', '0000-01-01']) expect(() => read(day)).toThrow(InvalidCursorError);
  });

  it.each([
    ['nonsense', 'nonsense'],
    ['another list', encoded(['others', '2'])],
    ['too few values', encoded(['numbers'])],
    ['a value of another kind', encoded(['numbers', 2])],
    ['a value out of its pattern', encoded(['numbers', "2'; --"])],
    ['no list', encoded({})],
  ])('is refused: %s', (_, cursor) => {
    expect(() => decodeCursor('numbers', cursor, [POSITION_PATTERN])).toThrow(InvalidCursorError);
  });
});
