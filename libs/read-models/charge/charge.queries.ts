import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Money } from '#domain/policy/money.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { ResellerId, SubscriptionId } from '#kernel/ids.js';
import { ReadDatabase } from '../database/read-database.js';
import {
  DATE_PATTERN,
  decodeCursor,
  limitOf,
  type Page,
  type PageRequest,
  POSITION_PATTERN,
  pageOf,
} from '../paging/cursor.js';
import { moneyOf } from '../presented.js';
import { Today } from '../today.js';
import type { ChargeRow } from './charge.rows.js';

export interface ChargeAnswer {
  readonly subscriptionId: string;
  readonly kind: ChargeRow['kind'];
  readonly termNumber: number;
  /** Absent for an annual term's charge, and for seats charged at once. */
  readonly instalmentNumber?: number;
  readonly dueOn: string;
  readonly amount: Money;
}

export interface ChargeFilter extends PageRequest {
  /** Only of these resellers; null: of all. */
  readonly within?: readonly string[] | null;
  readonly resellerId?: ResellerId | undefined;
  readonly subscriptionId?: SubscriptionId | undefined;
  /** Both days included. */
  readonly dueFrom?: CalendarDate | undefined;
  readonly dueTo?: CalendarDate | undefined;
}

/** What has fallen due, oldest first; charges dated in the future are not shown. */
@Injectable()
export class ChargeQueries {
  constructor(
    @Inject(ReadDatabase) private readonly database: ReadDatabase,
    @Inject(Today) private readonly today: Today,
  ) {}

  /** @throws InvalidCursorError, ReadModelUnavailableError */
  list(filter: ChargeFilter): Promise<Page<ChargeAnswer>> {
    const { resellerId, subscriptionId, dueFrom, within = null } = filter;
    const after = decodeCursor('charges', filter.cursor, [DATE_PATTERN, POSITION_PATTERN]);
    const limit = limitOf(filter);
    const today = this.today.date();
    const dueTo = filter.dueTo !== undefined && filter.dueTo < today ? filter.dueTo : today;
    return this.database.run(async (db) => {
      const rows = await db
        .selectFrom('charge')
        .selectAll()
        .where('due_on', '<=', dueTo)
        .$if(dueFrom !== undefined, (query) => query.where('due_on', '>=', dueFrom ?? today))
        .$if(resellerId !== undefined, (query) => query.where('reseller_id', '=', resellerId ?? ''))
        .$if(within !== null, (query) => query.where(sql<boolean>`reseller_id = any(${within}::text[])`))
        .$if(subscriptionId !== undefined, (query) => query.where('subscription_id', '=', subscriptionId ?? ''))
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(due_on, position) > (${after?.[0]}::date, ${after?.[1]}::int8)`),
        )
        .orderBy('due_on')
        .orderBy('position')
        .limit(limit + 1)
        .execute();
      return pageOf('charges', rows, limit, (row) => [row.due_on, String(row.position)], chargeAnswerOf);
    });
  }

  /** @returns undefined when there is no such subscription. @throws InvalidCursorError, ReadModelUnavailableError */
  async ofSubscription(subscriptionId: SubscriptionId, page: PageRequest): Promise<Page<ChargeAnswer> | undefined> {
    const known = await this.database.run((db) =>
      db
        .selectFrom('subscription')
        .select('subscription_id')
        .where('subscription_id', '=', subscriptionId)
        .executeTakeFirst(),
    );
    return known === undefined ? undefined : this.list({ ...page, subscriptionId });
  }
}

export const chargeAnswerOf = (row: ChargeRow): ChargeAnswer => ({
  subscriptionId: row.subscription_id,
  kind: row.kind,
  termNumber: row.term_number,
  ...(row.instalment_number === null ? {} : { instalmentNumber: row.instalment_number }),
  dueOn: row.due_on,
  amount: moneyOf(row.amount_minor, row.currency),
});
