import type { Period, SupportLevel } from '#domain/plan/plan.events.js';
import type { Holiday } from '#domain/policy/business-calendar.js';
import type { Money } from '#domain/policy/money.js';
import type { Term } from '#domain/policy/term.js';
import type { VendorError } from '#domain/subscription/subscription.events.js';
import type { SubscriptionStatus } from '#domain/subscription/subscription.refusals.js';
import { formatPosition } from '#event-store/position.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import { moneyOf, printedProductId } from '../presented.js';
import type { SubscriptionRow } from './subscription.rows.js';

export interface SubscriptionAnswer {
  readonly subscriptionId: string;
  readonly trackingId: string;
  readonly attempt: number;
  readonly resellerId: string;
  readonly customerId: string;
  readonly productId: string;
  readonly productName: string;
  readonly period: Period;
  readonly supportLevel: SupportLevel;
  readonly poNumber: string;
  /** null once erased. */
  readonly supportContact: string | null;
  /** Present only when the support contact was erased. */
  readonly erased?: true;
  readonly status: SubscriptionStatus;
  readonly seats: number;
  readonly seatsAtRenewal: number;
  readonly planAtRenewal: string;
  readonly assignedLicenses: number;
  readonly autoRenew: boolean;
  readonly endsOn: string | null;
  /** As of now: the reseller has a valid CSN. */
  readonly updatesEntitled: boolean;
  readonly term: Term | null;
  readonly cutoff: {
    readonly date: string;
    readonly instant: string;
    /** date-holidays region; null for weekends only. */
    readonly calendar: string | null;
    readonly timeZone: string;
    readonly holidays: readonly Holiday[];
  } | null;
  readonly price: Money;
  /** The present term's, in minor units of the price's currency; all 0 before activation. */
  readonly commitment: {
    readonly totalMinor: number;
    readonly chargedMinor: number;
    readonly remainingMinor: number;
    readonly until: string | null;
  };
  readonly vendorError: VendorError | null;
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly revision: number;
  readonly position: string;
}

export interface SubscriptionView extends SubscriptionRow {
  readonly updates_entitled: boolean;
  /** Charges of the present term that have fallen due. */
  readonly charged_minor: bigint;
}

/** @param supportContact null when erased. */
export const subscriptionAnswerOf = (
  row: SubscriptionView,
  supportContact: string | null,
  storeId: string,
): SubscriptionAnswer => ({
  subscriptionId: row.subscription_id,
  trackingId: row.tracking_id,
  attempt: row.attempt,
  resellerId: row.reseller_id,
  customerId: row.customer_id,
  productId: printedProductId(row.product_id),
  productName: row.product_name,
  period: row.period,
  supportLevel: row.support_level,
  poNumber: row.po_number,
  supportContact,
  ...(supportContact === null ? { erased: true } : {}),
  status: row.status,
  seats: row.seats,
  seatsAtRenewal: row.seats_at_renewal ?? row.seats,
  planAtRenewal: printedProductId(row.plan_at_renewal ?? row.product_id),
  assignedLicenses: row.assigned_licenses,
  autoRenew: row.auto_renew,
  endsOn: row.ends_on,
  updatesEntitled: row.updates_entitled,
  term: termOf(row),
  cutoff: cutoffOf(row),
  price: moneyOf(row.price_minor, row.currency),
  commitment: {
    totalMinor: Number(row.commitment_minor),
    chargedMinor: Number(row.charged_minor),
    remainingMinor: Number(row.commitment_minor - row.charged_minor),
    until: row.term_end,
  },
  vendorError: row.vendor_error === null ? null : { code: row.vendor_error.code, message: row.vendor_error.message },
  replaces: row.replaces,
  replacedBy: row.replaced_by,
  revision: row.revision,
  position: formatPosition(storeId, row.position),
});

/** The three columns are written together. */
function termOf({ term_number: number, term_start: start, term_end: end }: SubscriptionRow): Term | null {
  if (number === null || start === null || end === null) return null;
  return { number, startDate: start as CalendarDate, endDate: end as CalendarDate };
}

/** Of what a cutoff was computed from, the part that a reader needs; the history has all of it. */
function cutoffOf({ cutoff }: SubscriptionRow): SubscriptionAnswer['cutoff'] {
  if (cutoff === null) return null;
  const { date, instant, calendar, timeZone, holidays } = cutoff;
  return {
    date,
    instant,
    calendar: calendar.region,
    timeZone,
    holidays: holidays.map((holiday) => ({ date: holiday.date, name: holiday.name })),
  };
}
