/** Integer minor units (cents) with an ISO 4217 code. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

export const sameMoney = (one: Money, other: Money): boolean =>
  one.amountMinor === other.amountMinor && one.currency === other.currency;

export const zeroOf = (currency: string): Money => ({ amountMinor: 0, currency });

/** @throws Error when the currencies differ: no sum of the domain mixes them. */
export function addMoney(one: Money, other: Money): Money {
  if (one.currency !== other.currency) throw new Error(`Can't add ${other.currency} to ${one.currency}`);
  return { amountMinor: one.amountMinor + other.amountMinor, currency: one.currency };
}

export const multiplyMoney = (money: Money, factor: number): Money => ({
  amountMinor: money.amountMinor * factor,
  currency: money.currency,
});

/** Adds up exactly; parts differ by one minor unit at most, the first ones are the greater. @param parts at least 1. */
export function splitEvenly(total: Money, parts: number): readonly Money[] {
  const each = Math.floor(total.amountMinor / parts);
  const remainder = total.amountMinor - each * parts;
  return Array.from({ length: parts }, (_, index) => ({
    amountMinor: index < remainder ? each + 1 : each,
    currency: total.currency,
  }));
}

/** `total` × numerator ÷ denominator, rounded half up, once. Exact: the product may leave the safe integers. */
export function fractionOf(total: Money, numerator: number, denominator: number): Money {
  const doubled = 2n * BigInt(total.amountMinor) * BigInt(numerator) + BigInt(denominator);
  return { amountMinor: Number(doubled / (2n * BigInt(denominator))), currency: total.currency };
}
