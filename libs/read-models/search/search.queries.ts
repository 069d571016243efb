import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { ReadDatabase } from '../database/read-database.js';
import { printedProductId } from '../presented.js';
import { CustomerNames } from './customer-names.js';

/** Of each kind: who gets so many has to type more. */
const OF_A_KIND_MAX = 10;

export interface SearchHit {
  readonly kind: 'subscription' | 'customer' | 'reseller' | 'service-plan';
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** By what it was found. */
  readonly match: 'id' | 'tracking-id' | 'po-number' | 'name' | 'product';
}

/** Beginning with, any case: the text's own wildcards are characters like any others. */
const beginning = (text: string): string => `${escaped(text)}%`;
const containing = (text: string): string => `%${escaped(text)}%`;
const escaped = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);
const withoutHyphens = (text: string): string => text.replaceAll('-', '').toUpperCase();

/** Finds by anything that people have in their hands: an id, a PO number, a tracking ID, a product, a name. */
@Injectable()
export class SearchQueries {
  constructor(
    @Inject(ReadDatabase) private readonly database: ReadDatabase,
    @Inject(CustomerNames) private readonly names: CustomerNames,
  ) {}

  /** @param text without blanks around it, not empty. @throws ReadModelUnavailableError, VaultUnavailableError */
  async search(text: string): Promise<{ readonly items: readonly SearchHit[] }> {
    const [subscriptions, customers, resellers, plans] = await Promise.all([
      this.subscriptions(text),
      this.customers(text),
      this.resellers(text),
      this.plans(text),
    ]);
    return { items: [...subscriptions, ...customers, ...resellers, ...plans] };
  }

  private async subscriptions(text: string): Promise<readonly SearchHit[]> {
    const rows = await this.database.run((db) =>
      db
        .selectFrom('subscription')
        .select(['subscription_id', 'tracking_id', 'po_number', 'product_name', 'status', 'customer_id'])
        .where((where) =>
          where.or([
            where('subscription_id', 'like', beginning(text.toLowerCase())),
            where('tracking_id', 'like', beginning(text.toUpperCase())),
            where('po_number', 'ilike', beginning(text)),
          ]),
        )
        .orderBy('ordered_position', 'desc')
        .limit(OF_A_KIND_MAX)
        .execute(),
    );
    return rows.map((row) => ({
      kind: 'subscription',
      id: row.subscription_id,
      title: `${row.tracking_id} ${row.product_name}`,
      detail: `${row.status} · PO ${row.po_number} · customer ${row.customer_id}`,
      match: row.subscription_id.startsWith(text.toLowerCase())
        ? 'id'
        : row.tracking_id.startsWith(text.toUpperCase())
          ? 'tracking-id'
          : 'po-number',
    }));
  }

  private async customers(text: string): Promise<readonly SearchHit[]> {
    const [byId, byName] = await Promise.all([
      this.database.run((db) =>
        db
          .selectFrom('customer')
          .select(['customer_id', 'reseller_id'])
          .where('customer_id', 'ilike', beginning(text))
          .orderBy('customer_id')
          .limit(OF_A_KIND_MAX)
          .execute(),
      ),
      this.names.find(text, OF_A_KIND_MAX),
    ]);
    const named = byName.map(({ customerId, name }) => hit('customer', customerId, name, 'name'));
    const ids = byId
      .filter(({ customer_id }) => byName.every(({ customerId }) => customerId !== customer_id))
      .map(({ customer_id, reseller_id }) => hit('customer', customer_id, `of reseller ${reseller_id}`, 'id'));
    return [...ids, ...named].slice(0, OF_A_KIND_MAX);
  }

  private async resellers(text: string): Promise<readonly SearchHit[]> {
    const rows = await this.database.run((db) =>
      db
        .selectFrom('reseller')
        .select(['reseller_id', 'name', 'csn'])
        .where((where) =>
          where.or([
            where('reseller_id', 'ilike', beginning(text)),
            where('name', 'ilike', containing(text)),
            where('csn', '=', text),
          ]),
        )
        .orderBy('reseller_id')
        .limit(OF_A_KIND_MAX)
        .execute(),
    );
    return rows.map(({ reseller_id, name }) =>
      hit('reseller', reseller_id, name, reseller_id.toLowerCase().startsWith(text.toLowerCase()) ? 'id' : 'name'),
    );
  }

  private async plans(text: string): Promise<readonly SearchHit[]> {
    const rows = await this.database.run((db) =>
      db
        .selectFrom('service_plan')
        .select(['product_id', 'product_name', 'period', 'support_level'])
        .where((where) =>
          where.or([
            where('product_id', 'like', beginning(withoutHyphens(text))),
            where('product_name', 'ilike', containing(text)),
          ]),
        )
        .orderBy(sql`product_name COLLATE "C"`)
        .orderBy('product_id')
        .limit(OF_A_KIND_MAX)
        .execute(),
    );
    return rows.map(({ product_id, product_name, period, support_level }) => ({
      kind: 'service-plan',
      id: printedProductId(product_id as Parameters<typeof printedProductId>[0]),
      title: product_name,
      detail: `${period} · ${support_level} support`,
      match: product_id.startsWith(withoutHyphens(text)) ? 'id' : 'product',
    }));
  }
}

const hit = (kind: SearchHit['kind'], id: string, detail: string, match: SearchHit['match']): SearchHit => ({
  kind,
  id,
  title: id,
  detail,
  match,
});
