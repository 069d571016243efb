import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Money } from '#domain/policy/money.js';
import { addDays, addMonths, type CalendarDate, laterDateOf, weekdayOf } from '#kernel/calendar-date.js';
import { ReadDatabase } from '../database/read-database.js';
import { moneyOf } from '../presented.js';
import type { DueWindow } from './due.queries.js';
import { DUE_ITEM_KINDS, type DueFilter, type DueItemKind, dueItems } from './due-items.js';

export const DUE_PERIODS = ['day', 'week', 'quarter'] as const;
export type DuePeriod = (typeof DUE_PERIODS)[number];

/** What falls due in a period, both days included. */
export interface DueSummary {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly counts: Readonly<Record<DueItemKind, number>>;
  /** Of instalments and added seats, by currency. */
  readonly amounts: readonly Money[];
}

interface SummaryRow {
  readonly period: CalendarDate;
  readonly kind: DueItemKind;
  readonly currency: string;
  readonly items: number;
  readonly amount_minor: bigint | null;
}

const MONTHS_PER_QUARTER = 3;
const DAYS_PER_WEEK = 7;
const NONE = Object.fromEntries(DUE_ITEM_KINDS.map((kind) => [kind, 0])) as Record<DueItemKind, number>;

/** How much falls due, period by period. */
@Injectable()
export class DueSummaryQueries {
  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /** Every period that the window touches, cut to the window, also where nothing is due. @throws ReadModelUnavailableError */
  async summary(window: DueWindow, by: DuePeriod, filter: DueFilter): Promise<readonly DueSummary[]> {
    const { from, to } = window;
    const rows = await this.database.run(async (db) => {
      const counted = await sql<SummaryRow>`
        SELECT date_trunc(${by}, due_on)::date AS period, kind, currency, count(*)::int4 AS items,
          sum(amount_minor)::int8 AS amount_minor
        FROM (${dueItems(filter)} AND d.due_on >= ${from}::date AND d.due_on <= ${to}::date) due
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`.execute(db);
      return counted.rows;
    });
    return periodsIn(window, by).map(({ begin, next }) => ({
      from: laterDateOf(begin, from),
      to: next > to ? to : addDays(next, -1),
      ...totalsOf(rows.filter(({ period }) => period === begin)),
    }));
  }
}

function totalsOf(rows: readonly SummaryRow[]): Pick<DueSummary, 'counts' | 'amounts'> {
  const counts = { ...NONE };
  const amounts = new Map<string, bigint>();
  for (const { kind, currency, items, amount_minor: amount } of rows) {
    counts[kind] += items;
    if (amount !== null) amounts.set(currency, (amounts.get(currency) ?? 0n) + amount);
  }
  return { counts, amounts: [...amounts].map(([currency, amount]) => moneyOf(amount, currency)) };
}

function periodsIn({ from, to }: DueWindow, by: DuePeriod) {
  const periods: { readonly begin: CalendarDate; readonly next: CalendarDate }[] = [];
  for (let begin = beginOf(from, by); begin <= to; ) {
    const next = nextOf(begin, by);
    periods.push({ begin, next });
    begin = next;
  }
  return periods;
}

/** Weeks begin on Mondays, as Postgres truncates them. */
function beginOf(date: CalendarDate, by: DuePeriod): CalendarDate {
  if (by === 'day') return date;
  if (by === 'week') return addDays(date, 1 - weekdayOf(date));
  const month = Math.floor((Number(date.slice(5, 7)) - 1) / MONTHS_PER_QUARTER) * MONTHS_PER_QUARTER + 1;
  return `${date.slice(0, 5)}${String(month).padStart(2, '0')}-01` as CalendarDate;
}

function nextOf(begin: CalendarDate, by: DuePeriod): CalendarDate {
  if (by === 'quarter') return addMonths(begin, MONTHS_PER_QUARTER);
  return addDays(begin, by === 'week' ? DAYS_PER_WEEK : 1);
}
