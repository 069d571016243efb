import type { CsnStatus } from '#domain/reseller/reseller.state.js';
import type { Table, Tracked } from '../database/table.js';

export interface ResellerRow extends Tracked {
  readonly reseller_id: string;
  readonly name: string;
  readonly country: string;
  readonly support_email: string;
  readonly csn: string | null;
  readonly csn_status: CsnStatus;
  /** How often a CSN was registered: an answer to an earlier registration says nothing of this one. */
  readonly registration: number;
}

export const resellerTable: Table<ResellerRow> = {
  name: 'reseller',
  key: ['reseller_id'],
  columns: {
    reseller_id: 'text',
    name: 'text',
    country: 'text',
    support_email: 'text',
    csn: 'text',
    csn_status: 'text',
    registration: 'int4',
    revision: 'int4',
    position: 'int8',
  },
};
