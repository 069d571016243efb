import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { createBusinessCalendar } from '#calendar/business-calendar.js';
import type { BusinessCalendar } from '#domain/policy/business-calendar.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import { addMilliseconds, type Instant } from '#kernel/instant.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { ReadDatabase } from '../database/read-database.js';
import {
  DATE_PATTERN,
  decodeCursor,
  limitOf,
  type Page,
  type PageRequest,
  pageOf,
  TEXT_PATTERN,
} from '../paging/cursor.js';
import { moneyOf } from '../presented.js';
import { type DueFilter, type DueItem, type DueItemRow, dueItems } from './due-items.js';

/** What came a moment ago is being done right now: late is what is due for longer. As the worker's metric has it. */
export const OVERDUE_AFTER_MS = 60_000;

/** Both days included. */
export interface DueWindow {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

const KEY_PATTERNS = [DATE_PATTERN, TEXT_PATTERN, /^[a-z]{1,16}$/, /^\d{1,9}$/];
const keyOf = (row: DueItemRow) => [row.due_on, row.subscription_id, row.kind, String(row.number)];

/** What falls due, also later than next, and what should have happened. All methods @throws ReadModelUnavailableError. */
@Injectable()
export class DueQueries {
  private readonly calendar: BusinessCalendar;

  constructor(
    @Inject(ReadDatabase) private readonly database: ReadDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) { policy }: Settings,
  ) {
    this.calendar = createBusinessCalendar(policy);
  }

  /** The day of the policy's time zone that an instant is in. */
  dayOf(instant: Instant = this.clock.now()): CalendarDate {
    return this.calendar.dateAt(instant);
  }

  /** In due order. @param limit of rows; where it is left out, as of any list. @throws InvalidCursorError */
  async list(
    { from, to }: DueWindow,
    filter: DueFilter & PageRequest,
    limit = limitOf(filter),
  ): Promise<Page<DueItem>> {
    const rows = await this.rows(sql`d.due_on >= ${from}::date AND d.due_on <= ${to}::date`, 'due', filter, limit);
    return pageOf('due', rows, limit, keyOf, (row) => this.itemOf(row));
  }

  /** Due, and no event: the oldest first. What is on hold is so only where it is asked for. @throws InvalidCursorError */
  async overdue(filter: DueFilter & PageRequest, limit = limitOf(filter)): Promise<Page<DueItem>> {
    const before = this.lateBefore();
    const today = this.calendar.dateAt(before);
    const late = sql`CASE d.kind WHEN 'cutoff' THEN t.cutoff_instant < ${before} ELSE d.due_on <= ${today}::date END`;
    // What is late of a subscription is not before the first of its kind, which has a row and an index.
    const some = sql`f.stream IN (SELECT w.stream FROM read_model.due_work w WHERE w.due_at <= ${before})`;
    const rows = await this.rows(sql`${late} AND ${some}`, 'overdue', { held: false, ...filter }, limit);
    return pageOf('overdue', rows, limit, keyOf, (row) => this.itemOf(row));
  }

  /** What was due by then and did not happen is late. */
  lateBefore(): Instant {
    return addMilliseconds(this.clock.now(), -OVERDUE_AFTER_MS);
  }

  /** Of the domain's own due instants, as an item of a list. */
  itemOf(row: DueItemRow): DueItem {
    return {
      subscriptionId: row.subscription_id,
      trackingId: row.tracking_id,
      resellerId: row.reseller_id,
      customerId: row.customer_id,
      productName: row.product_name,
      kind: row.kind,
      dueAt: row.kind === 'cutoff' ? addMilliseconds(row.cutoff_instant, 1) : this.calendar.startOfDay(row.due_on),
      dueOn: row.due_on,
      amount: row.amount_minor === null ? null : moneyOf(row.amount_minor, row.currency),
      autoRenew: row.auto_renew,
      held: row.held,
    };
  }

  private async rows(
    when: ReturnType<typeof sql>,
    list: string,
    filter: DueFilter & PageRequest,
    limit: number,
  ): Promise<readonly DueItemRow[]> {
    const after = decodeCursor(list, filter.cursor, KEY_PATTERNS);
    const behind =
      after === undefined
        ? sql``
        : sql`AND (d.due_on, s.subscription_id, d.kind, d.number) >
            (${after[0]}::date, ${after[1]}::text COLLATE "C", ${after[2]}::text, ${Number(after[3])}::int4)`;
    return this.database.run(async (db) => {
      const { rows } = await sql<DueItemRow>`${dueItems(filter)} AND ${when} ${behind}
        ORDER BY d.due_on, s.subscription_id, d.kind, d.number LIMIT ${limit + 1}`.execute(db);
      return rows;
    });
  }
}
