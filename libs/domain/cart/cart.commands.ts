import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { CustomerId, ProductId, SubscriptionId, TrackingId } from '../../kernel/ids.js';
import type { Personal } from '../../kernel/personal.js';

export interface PlaceInCart {
  readonly type: 'PlaceInCart';
  readonly customerId: CustomerId;
  readonly productId: ProductId;
  readonly quantity: number;
}

export interface EmptyCart {
  readonly type: 'EmptyCart';
  readonly customerId: CustomerId;
}

export interface CheckOutCart {
  readonly type: 'CheckOutCart';
  readonly customerId: CustomerId;
  /** Made by the handler from client, key and cart. */
  readonly subscriptionId: SubscriptionId;
  readonly trackingId: TrackingId;
  readonly poNumber: string;
  /** Plain; undefined: the reseller's support email. */
  readonly supportContact: Personal | undefined;
  readonly startDate: CalendarDate | undefined;
}

export type CartCommand = PlaceInCart | EmptyCart | CheckOutCart;
