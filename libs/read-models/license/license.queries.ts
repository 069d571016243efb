import { Inject, Injectable } from '@nestjs/common';
import type { SubscriptionId } from '#kernel/ids.js';
import { ReadDatabase } from '../database/read-database.js';
import { decodeCursor, type Page, type PageRequest, POSITION_PATTERN, pageOf } from '../paging/cursor.js';

export interface LicenseAnswer {
  readonly endUserId: string;
  readonly assignedAt: string;
}

@Injectable()
export class LicenseQueries {
  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /**
   * Who holds a seat now, the longest holder first; without a limit all of them: a subscription's seats bound how many.
   * @returns undefined when there is no such subscription. @throws InvalidCursorError, ReadModelUnavailableError
   */
  list(subscriptionId: SubscriptionId, page: PageRequest = {}): Promise<Page<LicenseAnswer> | undefined> {
    const [after = '-1'] = decodeCursor('licenses', page.cursor, [POSITION_PATTERN]) ?? [];
    return this.database.run(async (db) => {
      const rows = await db
        .selectFrom('subscription')
        .leftJoin('license', (join) =>
          join
            .onRef('license.subscription_id', '=', 'subscription.subscription_id')
            .on('license.position', '>', BigInt(after)),
        )
        .where('subscription.subscription_id', '=', subscriptionId)
        .select(['license.end_user_id', 'license.assigned_at', 'license.position'])
        .orderBy('license.position')
        .execute();
      if (rows.length === 0) return undefined;
      const held = rows.flatMap(({ end_user_id: endUserId, assigned_at: assignedAt, position }) =>
        endUserId === null || assignedAt === null ? [] : [{ endUserId, assignedAt, position }],
      );
      return pageOf('licenses', held, page.limit ?? held.length, (row) => [String(row.position)], licenseAnswerOf);
    });
  }
}

const licenseAnswerOf = ({ endUserId, assignedAt }: LicenseAnswer): LicenseAnswer => ({ endUserId, assignedAt });
