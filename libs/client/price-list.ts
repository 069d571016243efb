import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { BulkCommand } from './bulk-lines.js';

/** The columns of a price list, in any order. */
export const PRICE_LIST_COLUMNS = [
  'product_id',
  'product_name',
  'period',
  'support_level',
  'catalogue',
  'price_minor',
  'currency',
] as const;

export type PriceListRow = Readonly<Record<(typeof PRICE_LIST_COLUMNS)[number], string>>;

/** One ListServicePlan a row. @param keyPrefix of the idempotency keys: the same list sent twice is listed once. */
export function readPriceList(file: string, keyPrefix: string): BulkCommand[] {
  const rows: PriceListRow[] = parse(readFileSync(file), {
    columns: true,
    skip_empty_lines: true,
    trim: true,
    bom: true,
  });
  return rows.map((row) => listing(row, `${keyPrefix}-${row.product_id}`));
}

/** What puts the plan of a row on sale, or at its price. */
export const listing = (row: PriceListRow, idempotencyKey: string): BulkCommand => ({
  idempotencyKey,
  command: 'ListServicePlan',
  payload: {
    productId: row.product_id,
    productName: row.product_name,
    period: row.period,
    supportLevel: row.support_level,
    catalogue: row.catalogue,
    price: { amountMinor: Number(row.price_minor), currency: row.currency },
  },
});
