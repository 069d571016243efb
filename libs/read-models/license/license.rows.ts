import type { Instant } from '#kernel/instant.js';
import type { Table, Tracked } from '../database/table.js';

/** A seat that an end user holds now. */
export interface LicenseRow extends Tracked {
  readonly subscription_id: string;
  readonly end_user_id: string;
  readonly assigned_at: Instant;
}

export const licenseTable: Table<LicenseRow> = {
  name: 'license',
  key: ['subscription_id', 'end_user_id'],
  columns: {
    subscription_id: 'text',
    end_user_id: 'text',
    assigned_at: 'timestamptz',
    revision: 'int4',
    position: 'int8',
  },
};
