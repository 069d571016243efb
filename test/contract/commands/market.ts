import { randomUUID } from 'node:crypto';
import { PlaceInCartCommand } from '#commands/cart/place-in-cart.js';
import { RegisterCustomerCommand } from '#commands/customer/register-customer.js';
import type { Payloads } from '#commands/payloads.js';
import { ListServicePlanCommand } from '#commands/plan/list-service-plan.js';
import { RegisterResellerCommand } from '#commands/reseller/register-reseller.js';
import { OrderSubscriptionCommand } from '#commands/subscription/order-subscription.js';
import { RecordVendorAnswerCommand } from '#commands/subscription/record-vendor-answer.js';
import type { CustomerId, ProductId, ResellerId, SubscriptionId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { accepted, asking, type CommandProcess } from './running-commands.js';

export const ANNUAL = '237L1WW8695T548' as ProductId;
export const MONTHLY = '057N1WW9988T711' as ProductId;
export const MARCH_1 = '2026-03-01T18:00:00.000Z' as Instant;

let count = 0;
/** Ids of their own for each test, on one store. */
export const fresh = (what: string): string => `${what}-${++count}`;

export async function listPlan(process: CommandProcess, over: Partial<Payloads['ListServicePlan']> = {}) {
  const plan: Payloads['ListServicePlan'] = {
    productId: ANNUAL,
    productName: 'Drafting Suite',
    period: 'annual',
    supportLevel: 'basic',
    catalogue: 'open',
    price: { amountMinor: 12_000, currency: 'USD' },
    ...over,
  };
  return accepted(await process.execute(new ListServicePlanCommand(plan, asking())));
}

/** A product ID of its own, so that a test may reprice or withdraw the plan. */
export const ownProduct = (): ProductId => randomUUID().replaceAll('-', '').slice(0, 15).toUpperCase() as ProductId;

export interface Market {
  readonly resellerId: ResellerId;
  readonly customerId: CustomerId;
}

/** A reseller with one customer. */
export async function openMarket(process: CommandProcess): Promise<Market> {
  const resellerId = fresh('reseller') as ResellerId;
  const customerId = fresh('customer') as CustomerId;
  const reseller = { resellerId, name: 'Resale Inc.', country: 'US', supportEmail: 'help@resale.example' };
  accepted(await process.execute(new RegisterResellerCommand(reseller, asking())));
  accepted(await process.execute(new RegisterCustomerCommand(customerPayload({ resellerId, customerId }), asking())));
  return { resellerId, customerId };
}

export const customerPayload = (
  market: Market,
  over: Partial<Payloads['RegisterCustomer']> = {},
): Payloads['RegisterCustomer'] => ({
  ...market,
  name: `Building Co. ${market.customerId}`,
  postalCode: '94105',
  country: 'US',
  address: '1 Market St',
  ...over,
});

export const orderPayload = (
  market: Market,
  over: Partial<Payloads['OrderSubscription']> = {},
): Payloads['OrderSubscription'] => ({ ...market, productId: ANNUAL, quantity: 10, poNumber: 'PO-1', ...over });

export async function order(
  process: CommandProcess,
  market: Market,
  over: Partial<Payloads['OrderSubscription']> = {},
) {
  const command = new OrderSubscriptionCommand(orderPayload(market, over), asking(randomUUID()));
  return accepted(await process.execute(command));
}

export const idIn = (stream: string): SubscriptionId => stream.replace('subscription-', '') as SubscriptionId;

/** An order that the vendor activated at this instant. */
export async function activated(
  process: CommandProcess,
  market: Market,
  over: Partial<Payloads['OrderSubscription']> = {},
  at: Instant = MARCH_1,
): Promise<SubscriptionId> {
  const subscriptionId = idIn((await order(process, market, over)).stream);
  const answer = { subscriptionId, attempt: 1, answer: { status: 'active', at } } as const;
  accepted(await process.execute(new RecordVendorAnswerCommand(answer, asking())));
  return subscriptionId;
}

/** An order that the vendor failed to provision. */
export async function failed(process: CommandProcess, market: Market, code = 12): Promise<SubscriptionId> {
  const subscriptionId = idIn((await order(process, market)).stream);
  const error = { code, message: 'No' };
  const answer = { subscriptionId, attempt: 1, answer: { status: 'not-provisioned', at: MARCH_1, error } } as const;
  accepted(await process.execute(new RecordVendorAnswerCommand(answer, asking())));
  return subscriptionId;
}

export async function fillCart(process: CommandProcess, { customerId }: Market, quantity = 3): Promise<void> {
  const place = { customerId, productId: ANNUAL, quantity };
  accepted(await process.execute(new PlaceInCartCommand(place, asking())));
}
