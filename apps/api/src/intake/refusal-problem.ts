import { HttpStatus } from '@nestjs/common';
import type { CartRefusal } from '#domain/cart/cart.refusals.js';
import type { CustomerRefusal } from '#domain/customer/customer.refusals.js';
import type { PlanRefusal } from '#domain/plan/plan.refusals.js';
import { formatProductId } from '#domain/plan/product-id.js';
import type { ResellerRefusal } from '#domain/reseller/reseller.refusals.js';
import type { SubscriptionRefusal } from '#domain/subscription/subscription.refusals.js';
import type { WebhookRefusal } from '#domain/webhook/webhook.refusals.js';
import { ProblemError, problemOf } from '../http/problem.js';
import { cutoffItem, planItem } from './answers.js';

export type Refusal =
  | SubscriptionRefusal
  | CartRefusal
  | CustomerRefusal
  | PlanRefusal
  | ResellerRefusal
  | WebhookRefusal;
export type RefusalCode = Refusal['code'];
type Of<Code extends RefusalCode> = Extract<Refusal, { readonly code: Code }>;

/** 409 where another state would allow it, 422 where none would. */
export const STATUS_OF = {
  'not-found': HttpStatus.NOT_FOUND,
  'licenses-still-assigned': HttpStatus.CONFLICT,
  'no-free-seat': HttpStatus.CONFLICT,
  'seats-below-assigned': HttpStatus.CONFLICT,
  'not-active': HttpStatus.CONFLICT,
  'cart-empty': HttpStatus.CONFLICT,
  'duplicate-customer': HttpStatus.CONFLICT,
  'resubmission-not-possible': HttpStatus.CONFLICT,
  'no-renewal-follows': HttpStatus.CONFLICT,
  'plan-differs': HttpStatus.CONFLICT,
  'on-hold': HttpStatus.CONFLICT,
  'already-renewed': HttpStatus.CONFLICT,
  'received-at-out-of-range': HttpStatus.UNPROCESSABLE_ENTITY,
  'refunds-not-permitted': HttpStatus.UNPROCESSABLE_ENTITY,
  'disable-is-irrevocable': HttpStatus.UNPROCESSABLE_ENTITY,
  'cutoff-passed': HttpStatus.UNPROCESSABLE_ENTITY,
  'plan-not-available': HttpStatus.UNPROCESSABLE_ENTITY,
  'csn-required': HttpStatus.UNPROCESSABLE_ENTITY,
  'seat-limit-exceeded': HttpStatus.UNPROCESSABLE_ENTITY,
  'start-date-out-of-range': HttpStatus.UNPROCESSABLE_ENTITY,
  'customer-of-another-reseller': HttpStatus.UNPROCESSABLE_ENTITY,
  'not-a-term-switch': HttpStatus.UNPROCESSABLE_ENTITY,
  'personal-data-erased': HttpStatus.UNPROCESSABLE_ENTITY,
  'seats-above-present': HttpStatus.UNPROCESSABLE_ENTITY,
} as const satisfies Record<RefusalCode, HttpStatus>; // a new code does not compile until it is mapped

export const TITLE_OF: Readonly<Record<RefusalCode, string>> = {
  'not-found': 'There is no such thing',
  'licenses-still-assigned': 'Licences are still assigned',
  'no-free-seat': 'No seat is free',
  'seats-below-assigned': 'More licences are assigned than seats would remain',
  'not-active': 'The subscription is not active',
  'cart-empty': 'The cart is empty',
  'duplicate-customer': 'The customer seems to be registered already',
  'resubmission-not-possible': 'The order can not be resubmitted, replaced or closed now',
  'no-renewal-follows': 'No renewal follows',
  'plan-differs': 'The plan is listed with other attributes',
  'on-hold': 'The subscription is on hold',
  'already-renewed': 'The term has renewed already',
  'received-at-out-of-range': 'It can not have been received then',
  'refunds-not-permitted': 'There are no returns and no refunds',
  'disable-is-irrevocable': 'Disabling auto-renewal is irrevocable',
  'cutoff-passed': 'The cutoff has passed',
  'plan-not-available': 'The plan is not for sale',
  'csn-required': 'A verified CSN is required',
  'seat-limit-exceeded': 'That is more seats than a subscription may have',
  'start-date-out-of-range': 'The start date is out of range',
  'customer-of-another-reseller': 'The customer belongs to another reseller',
  'not-a-term-switch': 'That is no term switch',
  'personal-data-erased': 'The personal data was erased',
  'seats-above-present': 'That is no reduction',
};

/** What is said to a human, out of the facts. */
const DETAIL_OF: { readonly [Code in RefusalCode]: (refusal: Of<Code>) => string } = {
  'not-found': ({ what }) => `There is no such ${what}.`,
  'licenses-still-assigned': ({ assigned }) => `Unassign all ${assigned} licences first.`,
  'no-free-seat': ({ assigned, seats, seatsAtRenewal }) =>
    `${assigned} licences are assigned; there are ${seats} seats now and ${seatsAtRenewal} at renewal.`,
  'seats-below-assigned': ({ asked, assigned }) =>
    `${assigned} licences are assigned, and ${asked} seats would remain.`,
  'not-active': ({ subscriptionStatus }) => `The subscription is ${subscriptionStatus}.`,
  'cart-empty': ({ subscriptionId }) =>
    subscriptionId === undefined ? 'Place a plan in it first.' : `It was checked out as ${subscriptionId}.`,
  'duplicate-customer': ({ existingCustomerId }) =>
    `${existingCustomerId} has the same name and postal code; send confirmDistinct if this is somebody else.`,
  'resubmission-not-possible': ({ subscriptionStatus, vendorError }) =>
    vendorError === null
      ? `The order is ${subscriptionStatus}.`
      : `The order is ${subscriptionStatus} with vendor error ${vendorError.code}: ${vendorError.message}`,
  'no-renewal-follows': ({ endsOn }) => `The subscription ends on ${endsOn}.`,
  'plan-differs': ({ differing }) => `Only the price may change, not ${differing.join(', ')}.`,
  'on-hold': ({ heldSince }) => `An operator holds its due work since ${heldSince}; nothing changes until the release.`,
  'already-renewed': ({ receivedAt, renewedAt }) =>
    `The term of ${receivedAt} renewed at ${renewedAt}, and there are no refunds.`,
  'received-at-out-of-range': ({ receivedAt, earliest, latest }) =>
    `${receivedAt} is not from the activation at ${earliest} to now, ${latest}.`,
  'refunds-not-permitted': () => 'The whole term is owed until its end, whatever happens.',
  'disable-is-irrevocable': () => 'Auto-renewal can not be enabled again.',
  'cutoff-passed': ({ cutoff }) => `The last permitted moment was ${cutoff.instant}, on ${cutoff.date}.`,
  'plan-not-available': ({ productId }) => `${formatProductId(productId)} was never listed, or is withdrawn from sale.`,
  'csn-required': ({ csnStatus }) => `Specialized plans need a verified CSN; this reseller's is: ${csnStatus}.`,
  'seat-limit-exceeded': ({ asked, seatsMax }) => `${asked} seats were asked for; ${seatsMax} is the most.`,
  'start-date-out-of-range': ({ startDate, earliest, latest }) =>
    `${startDate} is not from ${earliest} to ${latest}, both included.`,
  'customer-of-another-reseller': ({ customerId }) => `${customerId} belongs to another reseller, for ever.`,
  'not-a-term-switch': ({ productId, present }) =>
    `${formatProductId(productId)} is not ${formatProductId(present)}'s product and support level in the other period.`,
  'personal-data-erased': ({ subject }) =>
    `The personal data of ${subject} was erased for good; register or order anew.`,
  'seats-above-present': ({ asked, seats }) => `${asked} seats are not fewer than the present ${seats}.`,
};

/** A refusal as a problem: its code, its status, and its facts as the API prints them. */
export function problemOfRefusal(refusal: { readonly code: string }): ProblemError {
  const known = refusal as Refusal;
  const kind = { code: known.code, status: STATUS_OF[known.code], title: TITLE_OF[known.code] };
  return new ProblemError(problemOf(kind, detailOf(known), printedFacts(known)));
}

function detailOf<Code extends RefusalCode>(refusal: Of<Code>): string {
  const detail: (refusal: Of<Code>) => string = DETAIL_OF[refusal.code as Code];
  return detail(refusal);
}

/** Product IDs are printed with hyphens, and a cutoff looks as it does elsewhere. */
function printedFacts(refusal: Refusal): Readonly<Record<string, unknown>> {
  const { code, ...facts } = refusal;
  return {
    ...facts,
    ...('productId' in refusal && { productId: formatProductId(refusal.productId) }),
    ...('present' in refusal && { present: formatProductId(refusal.present) }),
    ...('listed' in refusal && { listed: planItem(refusal.listed) }),
    ...('cutoff' in refusal && { cutoff: cutoffItem(refusal.cutoff) }),
  };
}
