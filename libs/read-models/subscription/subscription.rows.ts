import type { Period, SupportLevel } from '#domain/plan/plan.events.js';
import type { Cutoff } from '#domain/policy/cutoff.js';
import type { VendorError } from '#domain/subscription/subscription.events.js';
import type { SubscriptionStatus } from '#domain/subscription/subscription.refusals.js';
import type { Instant } from '#kernel/instant.js';
import type { Personal } from '#kernel/personal.js';
import type { Table, Tracked } from '../database/table.js';

/** An operator keeps from happening whatever falls due. */
export interface HeldBy {
  readonly reason: string;
  readonly since: Instant;
  readonly actor: string;
}

export interface SubscriptionRow extends Tracked {
  readonly subscription_id: string;
  readonly tracking_id: string;
  readonly attempt: number;
  readonly reseller_id: string;
  readonly customer_id: string;
  readonly product_id: string;
  readonly product_name: string;
  readonly period: Period;
  readonly support_level: SupportLevel;
  readonly po_number: string;
  readonly support_contact: Personal;
  readonly status: SubscriptionStatus;
  /** The ordered quantity until it is active. */
  readonly seats: number;
  /** null: no reduction is scheduled. */
  readonly seats_at_renewal: number | null;
  /** null: no term switch is scheduled. */
  readonly plan_at_renewal: string | null;
  readonly assigned_licenses: number;
  readonly auto_renew: boolean;
  readonly ends_on: string | null;
  readonly term_number: number | null;
  readonly term_start: string | null;
  /** The Term End Date, inclusive. */
  readonly term_end: string | null;
  readonly cutoff: Cutoff | null;
  /** As in `cutoff`, to be found by. */
  readonly cutoff_date: string | null;
  readonly price_minor: bigint;
  readonly currency: string;
  /** What is owed for the present term: its seats and those added to it; 0 before activation. */
  readonly commitment_minor: bigint;
  readonly vendor_error: VendorError | null;
  /** Who holds its due work; null: nobody. */
  readonly held: HeldBy | null;
  readonly replaces: string | null;
  readonly replaced_by: string | null;
  /** Commit position of the order: the order of lists, which later events never change. */
  readonly ordered_position: bigint;
}

export const subscriptionTable: Table<SubscriptionRow> = {
  name: 'subscription',
  key: ['subscription_id'],
  columns: {
    subscription_id: 'text',
    tracking_id: 'text',
    attempt: 'int4',
    reseller_id: 'text',
    customer_id: 'text',
    product_id: 'text',
    product_name: 'text',
    period: 'text',
    support_level: 'text',
    po_number: 'text',
    support_contact: 'jsonb',
    status: 'text',
    seats: 'int4',
    seats_at_renewal: 'int4',
    plan_at_renewal: 'text',
    assigned_licenses: 'int4',
    auto_renew: 'bool',
    ends_on: 'date',
    term_number: 'int4',
    term_start: 'date',
    term_end: 'date',
    cutoff: 'jsonb',
    cutoff_date: 'date',
    price_minor: 'int8',
    currency: 'text',
    commitment_minor: 'int8',
    vendor_error: 'jsonb',
    held: 'jsonb',
    replaces: 'text',
    replaced_by: 'text',
    ordered_position: 'int8',
    revision: 'int4',
    position: 'int8',
  },
};
