import { addDays, type CalendarDate } from '../../kernel/calendar-date.js';
import type { CustomerId, ProductId, ResellerId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import { type Personal, plainOf } from '../../kernel/personal.js';
import type { PlanDetails } from '../plan/plan.events.js';
import { isOnSaleAt, priceAt } from '../plan/plan-at.js';
import type { Money } from '../policy/money.js';
import type { VendorPolicy } from '../policy/vendor-policy.js';
import { hasValidCsn } from '../reseller/csn.js';
import type { Reseller } from '../reseller/reseller.state.js';
import type { OrderFacts } from './subscription.events.js';
import type { SubscriptionFacts } from './subscription.facts.js';
import type { OrderRefusal } from './subscription.refusals.js';

/** What is asked for, however it came in: an order, a checkout, a preview, a replacement. */
export interface OrderRequest {
  readonly resellerId: ResellerId;
  readonly customerId: CustomerId;
  readonly productId: ProductId;
  readonly quantity: number;
  readonly poNumber: string;
  /** Plain; undefined: the reseller's support email. */
  readonly supportContact: Personal | undefined;
  readonly startDate: CalendarDate | undefined;
}

export type TakenOrder =
  | { readonly taken: true; readonly order: OrderFacts }
  | { readonly taken: false; readonly refusal: OrderRefusal };

type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: OrderRefusal };

const refused = (refusal: OrderRefusal) => ({ ok: false, refusal }) as const;

/** Fixes everything of an order, or says why it can't be taken: reseller, customer, plan, CSN, seats, start date, in this order. */
export function takeOrder(request: OrderRequest, facts: SubscriptionFacts, now: Instant): TakenOrder {
  const parties = checkParties(request, facts);
  if (!parties.ok) return { taken: false, refusal: parties.refusal };
  const offer = offerFor(request.productId, parties.value.reseller, facts, now);
  if (!offer.ok) return { taken: false, refusal: offer.refusal };
  const refusal = seatLimit(request.quantity, facts.policy);
  if (refusal !== undefined) return { taken: false, refusal };
  const dates = checkStartDate(request.startDate, facts, now);
  if (!dates.ok) return { taken: false, refusal: dates.refusal };
  const { resellerId, customerId, quantity, poNumber } = request;
  const supportContact = request.supportContact ?? contactOf(resellerId, parties.value.reseller);
  const policy = policyTaken(facts.policy);
  const order = { resellerId, customerId, ...offer.value, quantity, poNumber, supportContact, ...dates.value, policy };
  return { taken: true, order };
}

/** The reseller's own address: no secret of the subscription's, so no key of its own is made for it. */
const contactOf = (resellerId: ResellerId, { details }: NonNullable<Reseller>): Personal =>
  plainOf(`reseller:${resellerId}`, details.supportEmail);

function checkParties(
  { resellerId, customerId }: OrderRequest,
  { reseller, customer }: SubscriptionFacts,
): Checked<{ readonly reseller: NonNullable<Reseller> }> {
  if (reseller === undefined) return refused({ code: 'not-found', what: 'reseller', resellerId });
  if (customer === undefined) return refused({ code: 'not-found', what: 'customer', customerId });
  if (customer.resellerId !== resellerId) return refused({ code: 'customer-of-another-reseller', customerId });
  if ('erased' in customer.details.name) {
    return refused({ code: 'personal-data-erased', subject: `customer:${customerId}` });
  }
  return { ok: true, value: { reseller } };
}

/** The plan and its present price, if it is on sale and this reseller may buy it. */
export function offerFor(
  productId: ProductId,
  reseller: NonNullable<Reseller>,
  facts: Pick<SubscriptionFacts, 'plan'>,
  now: Instant,
): Checked<{ readonly plan: PlanDetails; readonly price: Money }> {
  const plan = facts.plan(productId);
  const price = priceAt(plan, now);
  if (!isOnSaleAt(plan, now) || price === undefined) return refused({ code: 'plan-not-available', productId });
  if (!mayBuy(plan.details, reseller)) {
    return refused({ code: 'csn-required', productId, csnStatus: reseller.csnStatus });
  }
  return { ok: true, value: { plan: plan.details, price } };
}

/** The Open catalogue is for everyone; Specialized plans need a verified CSN. */
export const mayBuy = (plan: Pick<PlanDetails, 'catalogue'>, reseller: Pick<NonNullable<Reseller>, 'csnStatus'>) =>
  plan.catalogue === 'open' || hasValidCsn(reseller);

/** @returns undefined while the limit holds. */
export const seatLimit = (asked: number, { seatsMax }: Pick<VendorPolicy, 'seatsMax'>): OrderRefusal | undefined =>
  asked > seatsMax ? { code: 'seat-limit-exceeded', asked, seatsMax } : undefined;

function checkStartDate(
  startDate: CalendarDate | undefined,
  { policy, calendar }: SubscriptionFacts,
  now: Instant,
): Checked<Pick<OrderFacts, 'startDate' | 'orderDate' | 'latestStartDate'>> {
  const orderDate = calendar.dateAt(now);
  const latestStartDate = addDays(orderDate, policy.startDateDaysMax - 1);
  if (startDate !== undefined && (startDate < orderDate || startDate > latestStartDate)) {
    return refused({ code: 'start-date-out-of-range', startDate, earliest: orderDate, latest: latestStartDate });
  }
  return { ok: true, value: { startDate: startDate ?? null, orderDate, latestStartDate } };
}

const policyTaken = ({ vendor, timeZone, seatsMax, startDateDaysMax }: VendorPolicy): OrderFacts['policy'] => ({
  vendor,
  timeZone,
  seatsMax,
  startDateDaysMax,
});
