import { Inject, Injectable } from '@nestjs/common';
import type { CatalogueKind, Period, SupportLevel } from '#domain/plan/plan.events.js';
import type { Money } from '#domain/policy/money.js';
import { formatPosition } from '#event-store/position.js';
import type { ProductId } from '#kernel/ids.js';
import { ReadDatabase } from '../database/read-database.js';
import { SourceStore } from '../database/source-store.js';
import { decodeCursor, limitOf, type Page, type PageRequest, pageOf } from '../paging/cursor.js';
import { moneyOf, printedProductId } from '../presented.js';
import type { ServicePlanRow } from './catalogue.rows.js';

/** A plan as it is sold. */
export interface CatalogueItem {
  /** With hyphens. */
  readonly productId: string;
  readonly productName: string;
  readonly period: Period;
  readonly supportLevel: SupportLevel;
  readonly catalogue: CatalogueKind;
  /** Per seat and 12-month term. */
  readonly price: Money;
}

export interface ServicePlanAnswer extends CatalogueItem {
  /** False once withdrawn from sale. */
  readonly onSale: boolean;
  readonly revision: number;
  readonly position: string;
}

export type CatalogueColumns = Pick<
  ServicePlanRow,
  'product_id' | 'product_name' | 'period' | 'support_level' | 'catalogue' | 'price_minor' | 'currency'
>;

export const catalogueItemOf = (row: CatalogueColumns): CatalogueItem => ({
  productId: printedProductId(row.product_id),
  productName: row.product_name,
  period: row.period,
  supportLevel: row.support_level,
  catalogue: row.catalogue,
  price: moneyOf(row.price_minor, row.currency),
});

/** Of a cursor: as it is kept, 15 characters. */
const PRODUCT_ID_PATTERN = /^[A-Z0-9]{15}$/;

/** Plans, on sale or not: for those who keep the catalogue. */
@Injectable()
export class ServicePlanQueries {
  constructor(
    @Inject(ReadDatabase) private readonly database: ReadDatabase,
    @Inject(SourceStore) private readonly source: SourceStore,
  ) {}

  /** @returns undefined when it was never listed. @throws ReadModelUnavailableError */
  async find(productId: ProductId): Promise<ServicePlanAnswer | undefined> {
    const row = await this.database.run((db) =>
      db.selectFrom('service_plan').selectAll().where('product_id', '=', productId).executeTakeFirst(),
    );
    return row === undefined ? undefined : servicePlanAnswerOf(row, await this.source.storeId());
  }

  /** Every plan that was ever listed, by product ID. @throws InvalidCursorError, ReadModelUnavailableError */
  async list(request: PageRequest): Promise<Page<ServicePlanAnswer>> {
    const [after] = decodeCursor('service-plans', request.cursor, [PRODUCT_ID_PATTERN]) ?? [];
    const limit = limitOf(request);
    const rows = await this.database.run((db) =>
      db
        .selectFrom('service_plan')
        .$if(after !== undefined, (query) => query.where('product_id', '>', after ?? ''))
        .selectAll()
        .orderBy('product_id')
        .limit(limit + 1)
        .execute(),
    );
    const storeId = await this.source.storeId();
    return pageOf(
      'service-plans',
      rows,
      limit,
      (row) => [row.product_id],
      (row) => servicePlanAnswerOf(row, storeId),
    );
  }
}

export const servicePlanAnswerOf = (row: ServicePlanRow, storeId: string): ServicePlanAnswer => ({
  ...catalogueItemOf(row),
  onSale: row.on_sale,
  revision: row.revision,
  position: formatPosition(storeId, row.position),
});
