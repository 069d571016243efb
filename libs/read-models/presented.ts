import { formatProductId } from '#domain/plan/product-id.js';
import type { Money } from '#domain/policy/money.js';
import type { ProductId } from '#kernel/ids.js';

/** Amounts are stored as int8; those of one row are far within the safe integers. */
export const moneyOf = (amountMinor: bigint, currency: string): Money => ({
  amountMinor: Number(amountMinor),
  currency,
});

/** As printed, with hyphens. @param stored 15 characters, as a read model holds it. */
export const printedProductId = (stored: string): string => formatProductId(stored as ProductId);
