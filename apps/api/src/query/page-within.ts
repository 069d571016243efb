import { decodeCursor, type Page, type PageRequest, pageOf } from '#read-models/paging/cursor.js';

/** Of a revision. */
const KEY_PATTERN = /^\d{1,15}$/;

/**
 * A page of a list that is at hand as a whole and only ever grows; without a limit all that is left of it.
 * @param keyOf names an item.
 * @throws InvalidCursorError
 */
export function pageWithin<Item>(
  list: string,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { cursor, limit }: PageRequest,
): Page<Item> {
  const [after] = decodeCursor(list, cursor, [KEY_PATTERN]) ?? [];
  const left = after === undefined ? items : items.slice(items.findIndex((item) => keyOf(item) === after) + 1);
  const present = (item: Item) => item;
  return pageOf(list, left, limit ?? left.length, (item) => [keyOf(item)], present);
}
