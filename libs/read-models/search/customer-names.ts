import { Inject, Injectable } from '@nestjs/common';
import { VAULT, type Vault } from '#vault/vault.js';
import { ReadDatabase } from '../database/read-database.js';

/** Opened at once. */
const PAGE = 1_000;
/** Names that are held: some 100 bytes each. Who has more customers finds the rest by id. */
const CUSTOMERS_MAX = 200_000;

/** As names are compared: case and accents are nothing. */
export const foldedText = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * Customers' names, opened, in this process's memory alone: they are sealed wherever they are written, so nothing else can
 * be searched by them. Each search first takes what was projected since the last; an erased name goes with its event.
 */
@Injectable()
export class CustomerNames {
  private readonly names = new Map<string, string>();
  private position = -1n;
  private following: Promise<void> | undefined;

  constructor(
    @Inject(ReadDatabase) private readonly database: ReadDatabase,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  /** @returns ids of customers whose name has the text in it, in no order, at most `max`. @throws ReadModelUnavailableError, VaultUnavailableError */
  async find(text: string, max: number): Promise<readonly { readonly customerId: string; readonly name: string }[]> {
    this.following ??= this.follow().finally(() => {
      this.following = undefined;
    });
    await this.following;
    const wanted = foldedText(text);
    const found: { customerId: string; name: string }[] = [];
    for (const [customerId, name] of this.names) {
      if (found.length >= max) break;
      if (foldedText(name).includes(wanted)) found.push({ customerId, name });
    }
    return found;
  }

  private async follow(): Promise<void> {
    for (let more = true; more; ) {
      const rows = await this.database.run((db) =>
        db
          .selectFrom('customer')
          .select(['customer_id', 'name', 'position'])
          .where('position', '>', this.position)
          .orderBy('position')
          .limit(PAGE)
          .execute(),
      );
      const opened = await this.vault.openAll(
        rows.map(({ customer_id, name }) => ({ subject: `customer:${customer_id}` as const, value: name })),
      );
      for (const [index, { customer_id }] of rows.entries()) this.keep(customer_id, opened[index] ?? null);
      this.position = rows.at(-1)?.position ?? this.position;
      more = rows.length === PAGE;
    }
  }

  private keep(customerId: string, name: string | null): void {
    if (name === null) this.names.delete(customerId);
    else if (this.names.has(customerId) || this.names.size < CUSTOMERS_MAX) this.names.set(customerId, name);
  }
}
