import { Inject, Injectable } from '@nestjs/common';
import type { CsnStatus } from '#domain/reseller/reseller.state.js';
import { formatPosition } from '#event-store/position.js';
import type { ResellerId } from '#kernel/ids.js';
import { ReadDatabase } from '../database/read-database.js';
import { SourceStore } from '../database/source-store.js';
import type { ResellerRow } from './reseller.rows.js';

export interface ResellerAnswer {
  readonly resellerId: string;
  readonly name: string;
  readonly country: string;
  readonly supportEmail: string;
  readonly csn: string | null;
  readonly csnStatus: CsnStatus;
  readonly revision: number;
  readonly position: string;
}

@Injectable()
export class ResellerQueries {
  constructor(
    @Inject(ReadDatabase) private readonly database: ReadDatabase,
    @Inject(SourceStore) private readonly source: SourceStore,
  ) {}

  /** @returns undefined when there is no such reseller. @throws ReadModelUnavailableError */
  async find(resellerId: ResellerId): Promise<ResellerAnswer | undefined> {
    const row = await this.database.run((db) =>
      db.selectFrom('reseller').selectAll().where('reseller_id', '=', resellerId).executeTakeFirst(),
    );
    return row === undefined ? undefined : resellerAnswerOf(row, await this.source.storeId());
  }
}

export const resellerAnswerOf = (row: ResellerRow, storeId: string): ResellerAnswer => ({
  resellerId: row.reseller_id,
  name: row.name,
  country: row.country,
  supportEmail: row.support_email,
  csn: row.csn,
  csnStatus: row.csn_status,
  revision: row.revision,
  position: formatPosition(storeId, row.position),
});
