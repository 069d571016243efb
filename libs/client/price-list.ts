import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { BulkCommand } from './termbook-client.js';

interface PriceListRow {
  readonly product_id: string;
  readonly product_name: string;
  readonly period: string;
  readonly support_level: string;
  readonly catalogue: string;
  readonly price_minor: string;
  readonly currency: string;
}

/** One ListServicePlan a row. @param keyPrefix of the idempotency keys: the same list sent twice is listed once. */
export function readPriceList(file: string, keyPrefix: string): BulkCommand[] {
  const rows: PriceListRow[] = parse(readFileSync(file), {
    columns: true,
    skip_empty_lines: true,
    trim: true,
    bom: true,
  });
  return rows.map((row) => ({
    idempotencyKey: `${keyPrefix}-${row.product_id}`,
    command: 'ListServicePlan',
    payload: {
      productId: row.product_id,
      productName: row.product_name,
      period: row.period,
      supportLevel: row.support_level,
      catalogue: row.catalogue,
      price: { amountMinor: Number(row.price_minor), currency: row.currency },
    },
  }));
}
