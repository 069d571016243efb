import type { DomainEvent } from '#event-store/stored-event.js';
import type { ProductId } from '#kernel/ids.js';
import { OPENED, plans } from './market.js';
import type { TestStore } from './running-projections.js';

const LISTED_AT_MINOR = 100;

export const productId = (number: number) => `P${String(number).padStart(14, '0')}` as ProductId;
export const streamOf = (number: number) => `plan-${productId(number)}`;
export const price = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

export const listed = (number: number, productName = `Plan ${number}`): DomainEvent => ({
  type: 'ServicePlanListed',
  plan: { ...plans.basicAnnual, productId: productId(number), productName },
  price: price(LISTED_AT_MINOR),
  listedAt: OPENED,
});

export const repriced = (number: number, amountMinor: number): DomainEvent => ({
  type: 'ServicePlanRepriced',
  productId: productId(number),
  price: price(amountMinor),
  previousPrice: price(LISTED_AT_MINOR),
  repricedAt: OPENED,
});

export const withdrawn = (number: number, lastMinor = LISTED_AT_MINOR): DomainEvent => ({
  type: 'ServicePlanWithdrawn',
  productId: productId(number),
  lastPrice: price(lastMinor),
  withdrawnAt: OPENED,
});

/** @returns where it is. */
export const write = async ({ scribe }: TestStore, number: number, event: DomainEvent): Promise<bigint> =>
  (await scribe.write(streamOf(number), { effectiveAt: OPENED, event })).position;

/** Lists these plans. @returns where the last of them is. */
export async function list(store: TestStore, from: number, to: number = from): Promise<bigint> {
  let last = 0n;
  for (let number = from; number <= to; number++) last = await write(store, number, listed(number));
  return last;
}
