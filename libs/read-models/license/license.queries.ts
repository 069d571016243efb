import { Inject, Injectable } from '@nestjs/common';
import type { SubscriptionId } from '#kernel/ids.js';
import { ReadDatabase } from '../database/read-database.js';

export interface LicenseAnswer {
  readonly endUserId: string;
  readonly assignedAt: string;
}

@Injectable()
export class LicenseQueries {
  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /**
   * Who holds a seat now, the longest holder first; a subscription's seats bound how many.
   * @returns undefined when there is no such subscription. @throws ReadModelUnavailableError
   */
  list(subscriptionId: SubscriptionId): Promise<{ readonly items: readonly LicenseAnswer[] } | undefined> {
    return this.database.run(async (db) => {
      const rows = await db
        .selectFrom('subscription')
        .leftJoin('license', 'license.subscription_id', 'subscription.subscription_id')
        .where('subscription.subscription_id', '=', subscriptionId)
        .select(['license.end_user_id', 'license.assigned_at'])
        .orderBy('license.position')
        .execute();
      if (rows.length === 0) return undefined;
      const items = rows.flatMap(({ end_user_id: endUserId, assigned_at: assignedAt }) =>
        endUserId === null || assignedAt === null ? [] : [{ endUserId, assignedAt }],
      );
      return { items };
    });
  }
}
