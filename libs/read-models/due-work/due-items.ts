import { type RawBuilder, sql } from 'kysely';
import type { Money } from '#domain/policy/money.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { Instant } from '#kernel/instant.js';

/** `seats`: a later part of a seat addition; `unfinished`: an order decided elsewhere whose own stream is not begun. */
export const DUE_ITEM_KINDS = ['cutoff', 'end', 'instalment', 'renewal', 'seats', 'unfinished'] as const;
export type DueItemKind = (typeof DUE_ITEM_KINDS)[number];

/** Something that falls due, or should have. */
export interface DueItem {
  readonly subscriptionId: string;
  readonly trackingId: string | null;
  readonly resellerId: string | null;
  readonly customerId: string | null;
  readonly productName: string | null;
  readonly kind: DueItemKind;
  readonly dueAt: Instant;
  /** Of a cutoff: its date, the last day that still counts; it passes at `dueAt`. */
  readonly dueOn: CalendarDate;
  /** null where nothing is charged, or where only the renewal will tell. */
  readonly amount: Money | null;
  readonly autoRenew: boolean | null;
  readonly held: boolean;
}

/** What a list of due items may be narrowed to. */
export interface DueFilter {
  readonly kind?: DueItemKind | undefined;
  readonly resellerId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly held?: boolean | undefined;
}

export interface DueItemRow {
  readonly subscription_id: string;
  readonly tracking_id: string;
  readonly reseller_id: string;
  readonly customer_id: string;
  readonly product_name: string;
  readonly auto_renew: boolean;
  readonly held: boolean;
  readonly kind: Exclude<DueItemKind, 'unfinished'>;
  readonly due_on: CalendarDate;
  /** Tells apart what falls due on one day. */
  readonly number: number;
  readonly amount_minor: bigint | null;
  readonly currency: string;
  readonly cutoff_instant: Instant;
}

const equal = (column: string, value: string | undefined): RawBuilder<unknown> =>
  value === undefined ? sql`` : sql`AND ${sql.ref(column)} = ${value}`;

/**
 * All that falls due in the present term of every active subscription, one row each: also the later instalments. It is the
 * domain's own fold, as `due_work` keeps it; dates are counted from the anchor, as everywhere. What is parked is left out:
 * its fold is behind.
 */
export const dueItems = ({ kind, resellerId, customerId, held }: DueFilter): RawBuilder<unknown> => sql`
  SELECT s.subscription_id, s.tracking_id, s.reseller_id, s.customer_id, s.product_name, t.ends_after IS NULL AS auto_renew,
    t.held, d.kind, d.due_on, d.number, d.amount_minor, t.currency, t.cutoff_instant
  FROM read_model.subscription s
  JOIN read_model.due_fold f ON f.stream = 'subscription-' || s.subscription_id
  CROSS JOIN LATERAL (
    SELECT st->>'status' AS status, st->'plan'->>'period' AS period, (st->>'anchor')::date AS anchor,
      (st->'term'->>'number')::int4 AS term_number, (st->'term'->>'endDate')::date AS term_end,
      (st->>'endsAfterTerm')::int4 AS ends_after, (st->>'cutoffPassed')::bool AS cutoff_passed,
      (st->'cutoff'->>'date')::date AS cutoff_date, st->'cutoff'->>'instant' AS cutoff_instant,
      (st->>'instalmentsDue')::int4 AS instalments_due, (st->'commitment'->>'amountMinor')::int8 AS commitment,
      st->'commitment'->>'currency' AS currency, coalesce(st->'seatCharges', '[]') AS seat_charges,
      st->'held' IS NOT NULL AS held
    FROM (SELECT f.fold->'subscription' AS st) fold
  ) t
  CROSS JOIN LATERAL (
    SELECT 'cutoff' AS kind, t.cutoff_date AS due_on, 0 AS number, NULL::int8 AS amount_minor
      WHERE t.ends_after IS NULL AND NOT t.cutoff_passed
    UNION ALL
    SELECT CASE WHEN t.ends_after = t.term_number THEN 'end' ELSE 'renewal' END, t.term_end + 1, 0, NULL
    UNION ALL
    SELECT 'instalment', (t.anchor + make_interval(months => 12 * (t.term_number - 1) + k - 1))::date, k,
        t.commitment / 12 + CASE WHEN k <= t.commitment % 12 THEN 1 ELSE 0 END
      FROM generate_series(t.instalments_due + 1, 12) k WHERE t.period = 'monthly'
    UNION ALL
    SELECT 'seats', (c->>'dueOn')::date, n::int4, (c->'amount'->>'amountMinor')::int8
      FROM jsonb_array_elements(t.seat_charges) WITH ORDINALITY seat (c, n)
  ) d
  WHERE s.status = 'active' AND t.status = 'active'
    ${equal('s.reseller_id', resellerId)} ${equal('s.customer_id', customerId)} ${equal('d.kind', kind)}
    ${held === undefined ? sql`` : sql`AND t.held = ${held}`}
    AND NOT EXISTS (
      SELECT FROM read_model.parked_stream p WHERE p.projection = 'due_work' AND p.stream = f.stream
    )`;
