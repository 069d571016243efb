import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { ReadDatabase } from '../database/read-database.js';
import type { HeldBy } from '../subscription/subscription.rows.js';
import type { DueItem } from './due-items.js';
import type { DueWorkRow } from './due-work.rows.js';

/** More unfinished or parked streams than this are one cause; the metric counts them all. */
const AT_HAND_MAX = 100;

export interface ScheduledWork {
  readonly held: HeldBy | null;
  readonly work: readonly DueWorkRow[];
}

/** Whose a subscription is. */
export type Whose = Pick<DueItem, 'trackingId' | 'resellerId' | 'customerId' | 'productName' | 'autoRenew'>;

/** What the worker has before it. All methods @throws ReadModelUnavailableError. */
@Injectable()
export class ScheduledQueries {
  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /** @returns undefined when there is no such subscription. */
  async ofSubscription(subscriptionId: string): Promise<ScheduledWork | undefined> {
    return this.database.run(async (db) => {
      const row = await db
        .selectFrom('subscription')
        .select('held')
        .where('subscription_id', '=', subscriptionId)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const stream = `subscription-${subscriptionId}`;
      const work = await db
        .selectFrom('due_work')
        .selectAll()
        .where('stream', '=', stream)
        .orderBy('due_at')
        .orderBy('kind')
        .execute();
      return { held: row.held, work };
    });
  }

  /** Orders decided in another stream, late to begin their own; the oldest first. */
  async unfinishedBefore(before: string): Promise<readonly DueWorkRow[]> {
    return this.database.run((db) =>
      db
        .selectFrom('due_work')
        .selectAll()
        .where('kind', '=', 'unfinished')
        .where('due_at', '<', before as DueWorkRow['due_at'])
        .orderBy('due_at')
        .limit(AT_HAND_MAX)
        .execute(),
    );
  }

  /** Streams that `due_work` goes on without. */
  async parkedSubscriptions(): Promise<readonly string[]> {
    const rows = await this.database.run((db) =>
      db
        .selectFrom('parked_stream')
        .select('stream')
        .where('projection', '=', 'due_work')
        .where(sql<boolean>`stream LIKE 'subscription-%'`)
        .orderBy('stream')
        .limit(AT_HAND_MAX)
        .execute(),
    );
    return rows.map(({ stream }) => stream);
  }

  async whose(subscriptionIds: readonly string[]): Promise<ReadonlyMap<string, Whose>> {
    if (subscriptionIds.length === 0) return new Map();
    const rows = await this.database.run((db) =>
      db.selectFrom('subscription').selectAll().where('subscription_id', 'in', subscriptionIds).execute(),
    );
    return new Map(
      rows.map((row) => [
        row.subscription_id,
        {
          trackingId: row.tracking_id,
          resellerId: row.reseller_id,
          customerId: row.customer_id,
          productName: row.product_name,
          autoRenew: row.auto_renew,
        },
      ]),
    );
  }
}
