import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { CustomerId, EndUserId, ProductId, ResellerId, SubscriptionId, TrackingId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import type { Personal } from '../../kernel/personal.js';
import type { OrderFacts, ReceivedInTime, VendorError } from './subscription.events.js';
import type { Subscription } from './subscription.state.js';

export interface OrderSubscription {
  readonly type: 'OrderSubscription';
  readonly subscriptionId: SubscriptionId;
  readonly trackingId: TrackingId;
  readonly resellerId: ResellerId;
  readonly customerId: CustomerId;
  readonly productId: ProductId;
  readonly quantity: number;
  readonly poNumber: string;
  /** Plain; undefined: the reseller's support email. */
  readonly supportContact: Personal | undefined;
  readonly startDate: CalendarDate | undefined;
}

/**
 * The second append of a checkout or a replacement: its facts were decided with the first, so it can't be refused.
 * Sent by handlers and by due work of kind `unfinished` only; twice is once.
 */
export interface PlaceDecidedOrder {
  readonly type: 'PlaceDecidedOrder';
  readonly subscriptionId: SubscriptionId;
  readonly trackingId: TrackingId;
  readonly order: OrderFacts;
  readonly replaces: SubscriptionId | null;
  readonly fromCart: boolean;
  readonly orderedAt: Instant;
}

/** Emits what fell due until now, and nothing else. */
export interface SettleDue {
  readonly type: 'SettleDue';
}

/** What the vendor says of an attempt, as of its own instant. Sent by our worker only. */
export interface RecordVendorAnswer {
  readonly type: 'RecordVendorAnswer';
  readonly attempt: number;
  readonly answer:
    | { readonly status: 'in-review'; readonly at: Instant }
    | { readonly status: 'active'; readonly at: Instant }
    | { readonly status: 'not-provisioned'; readonly at: Instant; readonly error: VendorError };
}

export interface ResubmitOrder {
  readonly type: 'ResubmitOrder';
  readonly poNumber: string | undefined;
  readonly quantity: number | undefined;
  readonly supportContact: Personal | undefined;
}

export interface ReplaceOrder {
  readonly type: 'ReplaceOrder';
  readonly replacementId: SubscriptionId;
  readonly replacementTrackingId: TrackingId;
  readonly poNumber: string | undefined;
  readonly quantity: number | undefined;
  /** Plain: given, or the old order's, opened by the handler to be sealed anew under the replacement's own key. */
  readonly supportContact: Personal;
}

export interface CloseOrder {
  readonly type: 'CloseOrder';
  readonly reason: string;
}

export interface AssignLicense {
  readonly type: 'AssignLicense';
  readonly endUserId: EndUserId;
}

export interface UnassignLicense {
  readonly type: 'UnassignLicense';
  readonly endUserId: EndUserId;
}

export interface AddSeats {
  readonly type: 'AddSeats';
  readonly add: number;
}

export interface ReduceSeatsAtRenewal {
  readonly type: 'ReduceSeatsAtRenewal';
  readonly seats: number;
}

export interface SwitchTermAtRenewal {
  readonly type: 'SwitchTermAtRenewal';
  readonly productId: ProductId;
}

export interface DisableAutoRenew {
  readonly type: 'DisableAutoRenew';
  /** undefined: the policy's. */
  readonly ifLate: 'defer' | 'refuse' | undefined;
  /** Operators only: judged as of then, by the subscription as the history shows it at that instant. */
  readonly received?: (ReceivedInTime & { readonly asItStood: Subscription }) | undefined;
}

/** Always refused: disabling is irrevocable. */
export interface EnableAutoRenew {
  readonly type: 'EnableAutoRenew';
}

/** Always refused: no returns and no refunds. */
export interface RequestRefund {
  readonly type: 'RequestRefund';
}

/** Operators only. From now on nothing falls due, and nobody else changes anything, until the release. */
export interface HoldDueWork {
  readonly type: 'HoldDueWork';
  readonly reason: string;
}

/** Operators only. What fell due meanwhile happens, each as of its own due instant. */
export interface ReleaseDueWork {
  readonly type: 'ReleaseDueWork';
  readonly reason: string;
}

/** The key of the support contact is destroyed already: this says so in the history. */
export interface EraseSubscription {
  readonly type: 'EraseSubscription';
  readonly reason: string;
}

export type SubscriptionCommand =
  | OrderSubscription
  | PlaceDecidedOrder
  | SettleDue
  | RecordVendorAnswer
  | ResubmitOrder
  | ReplaceOrder
  | CloseOrder
  | AssignLicense
  | UnassignLicense
  | AddSeats
  | ReduceSeatsAtRenewal
  | SwitchTermAtRenewal
  | DisableAutoRenew
  | EnableAutoRenew
  | RequestRefund
  | HoldDueWork
  | ReleaseDueWork
  | EraseSubscription;
