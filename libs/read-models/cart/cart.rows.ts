import type { Table, Tracked } from '../database/table.js';

/** One row for each customer that ever had something in its cart. */
export interface CartRow extends Tracked {
  readonly customer_id: string;
  readonly reseller_id: string;
  /** null: nothing is in it. Its details and present price are the catalogue's. */
  readonly product_id: string | null;
  readonly quantity: number | null;
  /** The subscription that the last checkout made, while nothing was placed since. */
  readonly checked_out: string | null;
}

export const cartTable: Table<CartRow> = {
  name: 'cart',
  key: ['customer_id'],
  columns: {
    customer_id: 'text',
    reseller_id: 'text',
    product_id: 'text',
    quantity: 'int4',
    checked_out: 'text',
    revision: 'int4',
    position: 'int8',
  },
};
