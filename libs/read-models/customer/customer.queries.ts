import { Inject, Injectable } from '@nestjs/common';
import { formatPosition } from '#event-store/position.js';
import type { CustomerId } from '#kernel/ids.js';
import type { Personal } from '#kernel/personal.js';
import { type Subject, VAULT, type Vault } from '#vault/vault.js';
import { ReadDatabase } from '../database/read-database.js';
import { SourceStore } from '../database/source-store.js';
import type { CustomerRow } from './customer.rows.js';

export interface CustomerAnswer {
  readonly customerId: string;
  readonly resellerId: string;
  /** null once erased, as postalCode and address. */
  readonly name: string | null;
  readonly postalCode: string | null;
  readonly country: string;
  readonly csn: string | null;
  /** null also where there is none, because there is a CSN. */
  readonly address: string | null;
  /** Present only when the personal data was erased. */
  readonly erased?: true;
  readonly revision: number;
  readonly position: string;
}

@Injectable()
export class CustomerQueries {
  constructor(
    @Inject(ReadDatabase) private readonly database: ReadDatabase,
    @Inject(SourceStore) private readonly source: SourceStore,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  /** @returns undefined when there is no such customer. @throws ReadModelUnavailableError, VaultUnavailableError */
  async find(customerId: CustomerId): Promise<CustomerAnswer | undefined> {
    const row = await this.database.run((db) =>
      db.selectFrom('customer').selectAll().where('customer_id', '=', customerId).executeTakeFirst(),
    );
    if (row === undefined) return undefined;
    return customerAnswerOf(row, await this.opened(row), await this.source.storeId());
  }

  private async opened(row: CustomerRow) {
    const subject: Subject = `customer:${row.customer_id}`;
    const sealed = (value: Personal) => ({ subject, value });
    const values = [sealed(row.name), sealed(row.postal_code), ...(row.address === null ? [] : [sealed(row.address)])];
    const [name = null, postalCode = null, address = null] = await this.vault.openAll(values);
    return { name, postalCode, address };
  }
}

/** @param opened null when erased; the address also where there is none. */
export const customerAnswerOf = (
  row: CustomerRow,
  { name, postalCode, address }: Pick<CustomerAnswer, 'name' | 'postalCode' | 'address'>,
  storeId: string,
): CustomerAnswer => ({
  customerId: row.customer_id,
  resellerId: row.reseller_id,
  name,
  postalCode,
  country: row.country,
  csn: row.csn,
  address,
  ...(name === null ? { erased: true } : {}),
  revision: row.revision,
  position: formatPosition(storeId, row.position),
});
