import { LRUCache } from 'lru-cache';
import { keyText } from '../runner/batch-fold.js';

type Row = Record<string, unknown>;
type Key = readonly (string | number)[];

/** Rows of one table that are kept in memory: those of the last batches above all. About a kilobyte each. */
const ROWS_CACHED_MAX = 20_000;
/** LRUCache keeps no null. */
const GONE = Symbol('gone');

/**
 * The rows that were written or read last, as they are once everything that is on its way is committed. Whoever alone
 * writes a table may trust them.
 */
export class RowCache {
  private readonly rows = new LRUCache<string, Row | typeof GONE>({ max: ROWS_CACHED_MAX });

  /** @returns the rows that are known, and the keys of which nothing is known. */
  find(keys: readonly Key[]): { readonly known: readonly Row[]; readonly unknown: readonly Key[] } {
    const known: Row[] = [];
    const unknown: Key[] = [];
    for (const key of keys) {
      const row = this.rows.get(keyText(key));
      if (row === undefined) unknown.push(key);
      else if (row !== GONE) known.push(row);
    }
    return { known, unknown };
  }

  /** @param row undefined: there is none. */
  keep(key: Key, row: Row | undefined): void {
    this.rows.set(keyText(key), row ?? GONE);
  }

  clear(): void {
    this.rows.clear();
  }
}
