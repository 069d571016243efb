import type { Personal } from '#kernel/personal.js';
import type { Table, Tracked } from '../database/table.js';

/** Name and address stay sealed here; they are opened when somebody asks. */
export interface CustomerRow extends Tracked {
  readonly customer_id: string;
  readonly reseller_id: string;
  readonly name: Personal;
  readonly postal_code: Personal;
  readonly address: Personal | null;
  readonly country: string;
  readonly csn: string | null;
}

export const customerTable: Table<CustomerRow> = {
  name: 'customer',
  key: ['customer_id'],
  columns: {
    customer_id: 'text',
    reseller_id: 'text',
    name: 'jsonb',
    postal_code: 'jsonb',
    address: 'jsonb',
    country: 'text',
    csn: 'text',
    revision: 'int4',
    position: 'int8',
  },
};
