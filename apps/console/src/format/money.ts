import type { Money } from '../api/answers.js';

/** How many digits of minor units a currency has: 2 for USD, 0 for JPY, 3 for KWD. */
function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** `USD 1,234.50`: the code and not a sign, since several currencies share theirs. */
export function formatMoney({ amountMinor, currency }: Money): string {
  const digits = digitsOf(currency);
  const amount = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${currency}\u00a0${amount.format(amountMinor / 10 ** digits)}`;
}
