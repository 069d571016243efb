import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import type { SubscriptionStatus } from '#domain/subscription/subscription.refusals.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { CustomerId, ProductId, ResellerId, SubscriptionId, TrackingId } from '#kernel/ids.js';
import { VAULT, type Vault } from '#vault/vault.js';
import { ReadDatabase } from '../database/read-database.js';
import type { ReadModelTables } from '../database/read-model-tables.js';
import { SourceStore } from '../database/source-store.js';
import { decodeCursor, limitOf, type Page, type PageRequest, POSITION_PATTERN, pageOf } from '../paging/cursor.js';
import { Today } from '../today.js';
import { type SubscriptionAnswer, type SubscriptionView, subscriptionAnswerOf } from './subscription.answer.js';

export interface SubscriptionFilter extends PageRequest {
  /** Only of these resellers; null: of all. */
  readonly within?: readonly string[] | null;
  readonly resellerId?: ResellerId | undefined;
  readonly customerId?: CustomerId | undefined;
  readonly productId?: ProductId | undefined;
  readonly status?: SubscriptionStatus | undefined;
  readonly poNumber?: string | undefined;
  readonly trackingId?: TrackingId | undefined;
  /** Days of the present term's end and cutoff, both included. */
  readonly termEndFrom?: CalendarDate | undefined;
  readonly termEndTo?: CalendarDate | undefined;
  readonly cutoffFrom?: CalendarDate | undefined;
  readonly cutoffTo?: CalendarDate | undefined;
}

@Injectable()
export class SubscriptionQueries {
  constructor(
    @Inject(ReadDatabase) private readonly database: ReadDatabase,
    @Inject(SourceStore) private readonly source: SourceStore,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(Today) private readonly today: Today,
  ) {}

  /** @returns undefined when there is no such subscription. @throws ReadModelUnavailableError, VaultUnavailableError */
  async find(subscriptionId: SubscriptionId): Promise<SubscriptionAnswer | undefined> {
    const today = this.today.date();
    const row = await this.database.run((db) =>
      views(db, today).where('subscription.subscription_id', '=', subscriptionId).executeTakeFirst(),
    );
    return row === undefined ? undefined : (await this.answers([row]))[0];
  }

  /** In the order in which they were ordered. @throws InvalidCursorError, ReadModelUnavailableError, VaultUnavailableError */
  async list(filter: SubscriptionFilter): Promise<Page<SubscriptionAnswer>> {
    const [after] = decodeCursor('subscriptions', filter.cursor, [POSITION_PATTERN]) ?? [];
    const limit = limitOf(filter);
    const today = this.today.date();
    const rows = await this.database.run((db) =>
      filtered(views(db, today), filter)
        .$if(after !== undefined, (query) => query.where('ordered_position', '>', BigInt(after ?? 0)))
        .orderBy('ordered_position')
        .limit(limit + 1)
        .execute(),
    );
    const page = pageOf(
      'subscriptions',
      rows,
      limit,
      (row) => [String(row.ordered_position)],
      (row) => row,
    );
    return { items: await this.answers(page.items), nextCursor: page.nextCursor };
  }

  private async answers(rows: readonly SubscriptionView[]): Promise<readonly SubscriptionAnswer[]> {
    const storeId = await this.source.storeId();
    const contacts = await this.vault.openAll(
      rows.map((row) => ({ subject: `subscription:${row.subscription_id}`, value: row.support_contact })),
    );
    return rows.map((row, index) => subscriptionAnswerOf(row, contacts[index] ?? null, storeId));
  }
}

/** With what follows from the reseller's CSN and from the charges, as of now. */
const views = (db: Kysely<ReadModelTables>, today: CalendarDate) =>
  db
    .selectFrom('subscription')
    .leftJoin('reseller', 'reseller.reseller_id', 'subscription.reseller_id')
    .selectAll('subscription')
    .select(sql<boolean>`coalesce(reseller.csn_status = 'verified', false)`.as('updates_entitled'))
    .select((select) =>
      select.fn
        .coalesce(
          select
            .selectFrom('charge')
            .whereRef('charge.subscription_id', '=', 'subscription.subscription_id')
            .whereRef('charge.term_number', '=', 'subscription.term_number')
            .where('charge.due_on', '<=', today)
            .select(sql<bigint>`sum(charge.amount_minor)::int8`.as('charged')),
          sql<bigint>`0::int8`,
        )
        .as('charged_minor'),
    );

const COLUMN_OF = {
  resellerId: 'subscription.reseller_id',
  customerId: 'customer_id',
  productId: 'product_id',
  status: 'status',
  poNumber: 'po_number',
  trackingId: 'tracking_id',
} as const;

const RANGE_OF = {
  termEndFrom: ['term_end', '>='],
  termEndTo: ['term_end', '<='],
  cutoffFrom: ['cutoff_date', '>='],
  cutoffTo: ['cutoff_date', '<='],
} as const;

const keysOf = <K extends string>(record: Readonly<Record<K, unknown>>): readonly K[] => Object.keys(record) as K[];

function filtered(query: ReturnType<typeof views>, filter: SubscriptionFilter): ReturnType<typeof views> {
  const { within = null } = filter;
  const own = within === null ? query : query.where(sql<boolean>`subscription.reseller_id = any(${within}::text[])`);
  const equal = keysOf(COLUMN_OF).reduce((narrowed, name) => {
    const value = filter[name];
    return value === undefined ? narrowed : narrowed.where(COLUMN_OF[name], '=', value);
  }, own);
  return keysOf(RANGE_OF).reduce((narrowed, name) => {
    const value = filter[name];
    return value === undefined ? narrowed : narrowed.where(RANGE_OF[name][0], RANGE_OF[name][1], value);
  }, equal);
}
