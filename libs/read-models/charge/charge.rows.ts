import type { Charge } from '#domain/policy/charge.js';
import type { Table, Tracked } from '../database/table.js';

/** A charge that some event made; it may be dated in the future, and queries show it from then on. */
export interface ChargeRow extends Tracked {
  readonly subscription_id: string;
  readonly reseller_id: string;
  readonly kind: Charge['kind'];
  readonly term_number: number;
  readonly instalment_number: number | null;
  readonly due_on: string;
  readonly amount_minor: bigint;
  readonly currency: string;
}

/** An event makes one charge at most, so its revision tells a subscription's charges apart. */
export const chargeTable: Table<ChargeRow> = {
  name: 'charge',
  key: ['subscription_id', 'revision'],
  columns: {
    subscription_id: 'text',
    reseller_id: 'text',
    kind: 'text',
    term_number: 'int4',
    instalment_number: 'int4',
    due_on: 'date',
    amount_minor: 'int8',
    currency: 'text',
    revision: 'int4',
    position: 'int8',
  },
};

/** Whose subscription it is: charge events do not say so, and charges are listed by reseller. */
export interface ChargeAccountRow {
  readonly subscription_id: string;
  readonly reseller_id: string;
}

export const chargeAccountTable: Table<ChargeAccountRow> = {
  name: 'charge_account',
  key: ['subscription_id'],
  columns: { subscription_id: 'text', reseller_id: 'text' },
};
