import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { VendorError } from '#domain/subscription/subscription.events.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import { addMilliseconds, type Instant, millisecondsOf } from '#kernel/instant.js';
import { ReadDatabase } from '../database/read-database.js';
import { decodeCursor, limitOf, type Page, type PageRequest, pageOf, TEXT_PATTERN } from '../paging/cursor.js';

export const STUCK_STATUSES = ['pending', 'in-review', 'not-provisioned'] as const;
export type StuckStatus = (typeof STUCK_STATUSES)[number];

/** An order that is at the vendor, or that the vendor did not provision. */
export interface StuckOrder {
  readonly subscriptionId: string;
  readonly trackingId: string;
  readonly attempt: number;
  readonly resellerId: string;
  readonly customerId: string;
  readonly productName: string;
  readonly poNumber: string;
  readonly status: StuckStatus;
  /** Since when it has this status. */
  readonly since: Instant;
  readonly ageSeconds: number;
  readonly vendorError: VendorError | null;
  /** False also on hold. */
  readonly mayResubmit: boolean;
  readonly held: boolean;
  readonly revision: number;
}

export interface StuckFilter extends PageRequest {
  readonly status?: StuckStatus | undefined;
  readonly vendorErrorCode?: number | undefined;
  readonly resellerId?: string | undefined;
  readonly olderThanSeconds?: number | undefined;
}

interface StuckRow {
  readonly subscription_id: string;
  readonly tracking_id: string;
  readonly attempt: number;
  readonly reseller_id: string;
  readonly customer_id: string;
  readonly product_name: string;
  readonly po_number: string;
  readonly status: StuckStatus;
  readonly since: Instant;
  readonly vendor_error: VendorError | null;
  readonly resubmittable: boolean;
  readonly held: boolean;
  readonly revision: number;
}

const INSTANT_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Orders that are not active yet, the longest in their status first. */
@Injectable()
export class StuckOrderQueries {
  constructor(
    @Inject(ReadDatabase) private readonly database: ReadDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws InvalidCursorError, ReadModelUnavailableError */
  async list(filter: StuckFilter): Promise<Page<StuckOrder>> {
    const now = this.clock.now();
    const limit = limitOf(filter);
    const { status, vendorErrorCode, resellerId, olderThanSeconds = 0 } = filter;
    const after = decodeCursor('provisioning', filter.cursor, [INSTANT_PATTERN, TEXT_PATTERN]);
    const before = addMilliseconds(now, -1_000 * olderThanSeconds);
    const rows = await this.database.run(async (db) => {
      const found = await sql<StuckRow>`
        SELECT s.subscription_id, s.tracking_id, s.attempt, s.reseller_id, s.customer_id, s.product_name, s.po_number,
          s.status, t.since, s.vendor_error, s.held IS NOT NULL AS held, s.revision,
          coalesce((f.fold->'subscription'->>'resubmittable')::bool, false) AS resubmittable
        FROM read_model.subscription s
        JOIN read_model.due_fold f ON f.stream = 'subscription-' || s.subscription_id
        CROSS JOIN LATERAL (SELECT coalesce(f.fold->>'statusSince', f.fold->>'attemptSince') COLLATE "C" AS since) t
        WHERE s.status = any(${status === undefined ? STUCK_STATUSES : [status]}::text[]) AND t.since <= ${before}
          ${resellerId === undefined ? sql`` : sql`AND s.reseller_id = ${resellerId}`}
          ${vendorErrorCode === undefined ? sql`` : sql`AND (s.vendor_error->>'code')::int4 = ${vendorErrorCode}`}
          ${after === undefined ? sql`` : sql`AND (t.since, s.subscription_id) > (${after[0]}, ${after[1]})`}
        ORDER BY t.since, s.subscription_id LIMIT ${limit + 1}`.execute(db);
      return found.rows;
    });
    return pageOf(
      'provisioning',
      rows,
      limit,
      (row) => [row.since, row.subscription_id],
      (row) => orderOf(row, now),
    );
  }
}

const orderOf = (row: StuckRow, now: Instant): StuckOrder => ({
  subscriptionId: row.subscription_id,
  trackingId: row.tracking_id,
  attempt: row.attempt,
  resellerId: row.reseller_id,
  customerId: row.customer_id,
  productName: row.product_name,
  poNumber: row.po_number,
  status: row.status,
  since: row.since,
  ageSeconds: Math.max(0, Math.floor((millisecondsOf(now) - millisecondsOf(row.since)) / 1_000)),
  vendorError: row.vendor_error === null ? null : { code: row.vendor_error.code, message: row.vendor_error.message },
  mayResubmit: row.status === 'not-provisioned' && row.resubmittable && !row.held,
  held: row.held,
  revision: row.revision,
});
