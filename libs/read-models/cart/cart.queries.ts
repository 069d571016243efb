import { Inject, Injectable } from '@nestjs/common';
import { type Money, multiplyMoney } from '#domain/policy/money.js';
import { formatPosition } from '#event-store/position.js';
import type { CustomerId } from '#kernel/ids.js';
import { type CatalogueItem, catalogueItemOf } from '../catalogue/service-plan.queries.js';
import { ReadDatabase } from '../database/read-database.js';
import { SourceStore } from '../database/source-store.js';

export interface CartAnswer {
  readonly customerId: string;
  readonly resellerId: string;
  /** With the present price; null: the cart is empty. */
  readonly item: CatalogueItem | null;
  readonly quantity: number | null;
  /** For one whole term, at the present price; null when empty. */
  readonly cost: Money | null;
  readonly revision: number;
  readonly position: string;
}

@Injectable()
export class CartQueries {
  constructor(
    @Inject(ReadDatabase) private readonly database: ReadDatabase,
    @Inject(SourceStore) private readonly source: SourceStore,
  ) {}

  /** @returns undefined when nothing was ever placed in this customer's cart. @throws ReadModelUnavailableError */
  async find(customerId: CustomerId): Promise<CartAnswer | undefined> {
    const found = await this.database.run(async (db) => {
      const cart = await db.selectFrom('cart').selectAll().where('customer_id', '=', customerId).executeTakeFirst();
      if (cart === undefined) return undefined;
      const plan = await db
        .selectFrom('service_plan')
        .selectAll()
        .where('product_id', '=', cart.product_id)
        .executeTakeFirst();
      return { cart, item: plan === undefined ? null : catalogueItemOf(plan) };
    });
    if (found === undefined) return undefined;
    const { cart, item } = found;
    return {
      customerId: cart.customer_id,
      resellerId: cart.reseller_id,
      item,
      quantity: cart.quantity,
      cost: item === null || cart.quantity === null ? null : multiplyMoney(item.price, cart.quantity),
      revision: cart.revision,
      position: formatPosition(await this.source.storeId(), cart.position),
    };
  }
}
