import type { VendorError } from '#domain/subscription/subscription.events.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { Csn, ProductId, ResellerId, TrackingId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';

/** One try at one order: the pair is what the vendor knows it by, so that sending it again is no second order. */
export interface OrderAttempt {
  readonly trackingId: TrackingId;
  /** 1 for the order itself, one more for each resubmission. */
  readonly attempt: number;
}

/** The customer's own CSN, or else name and address: data that differ from the vendor's record make a duplicate there. */
export type VendorCustomer =
  | { readonly csn: Csn }
  | { readonly name: string; readonly address: string; readonly postalCode: string; readonly country: string };

export interface VendorOrder extends OrderAttempt {
  readonly poNumber: string;
  readonly productId: ProductId;
  readonly quantity: number;
  readonly startDate: CalendarDate | null;
  readonly resellerId: ResellerId;
  readonly resellerCsn: Csn | null;
  readonly customer: VendorCustomer;
}

/** Where an attempt stands, and since when by the vendor's clock: an activation counts from that instant. */
export type OrderStatus =
  | { readonly status: 'pending'; readonly at: Instant }
  | { readonly status: 'in-review'; readonly at: Instant }
  | { readonly status: 'active'; readonly at: Instant }
  | { readonly status: 'not-provisioned'; readonly at: Instant; readonly error: VendorError };

/** A reseller's CSN as registered the so-manieth time. */
export interface CsnRegistration {
  readonly resellerId: ResellerId;
  readonly registration: number;
}

export interface CsnStatus {
  readonly status: 'pending' | 'verified' | 'rejected' | 'revoked';
  /** Since when, by the vendor's clock. */
  readonly at: Instant;
}

/**
 * The vendor's order service. It works asynchronously: an order that is pending for days is slow, not an error.
 * All methods @throws VendorUnavailableError when it can't be reached or does not answer in time (try again later), and
 * VendorAnswerError when it answers what nobody understands.
 */
export interface Vendor {
  /** The same attempt twice is one order; the answer is where it stands. */
  placeOrder(order: VendorOrder): Promise<OrderStatus>;
  /** undefined: the vendor never got it. */
  orderStatus(attempt: OrderAttempt): Promise<OrderStatus | undefined>;
  /** The same registration twice is one verification. */
  verifyCsn(registration: CsnRegistration, csn: Csn): Promise<CsnStatus>;
  /** undefined: the vendor was never asked. */
  csnStatus(registration: CsnRegistration): Promise<CsnStatus | undefined>;
}

export const VENDOR = Symbol('Vendor');

/** The vendor can't be reached, did not answer in time, or said that it can't now. */
export class VendorUnavailableError extends Error {}

/** The vendor answered, but not what its service is documented to. */
export class VendorAnswerError extends Error {}
