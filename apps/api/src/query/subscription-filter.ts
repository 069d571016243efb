import type { SubscriptionStatus } from '#domain/subscription/subscription.refusals.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { CustomerId, ProductId, ResellerId, TrackingId } from '#kernel/ids.js';
import { ProductIdField } from '../http/input/other-fields.js';
import { DateField, Id, OneOf, Text } from '../http/input/text-fields.js';
import { PageInput } from './page-input.js';

/** Exhaustive: a new status does not compile until it can be asked for. */
const STATUSES: Readonly<Record<SubscriptionStatus, true>> = {
  pending: true,
  'in-review': true,
  'not-provisioned': true,
  active: true,
  ended: true,
  replaced: true,
  closed: true,
};

/** Ranges include both days. */
export class SubscriptionFilterInput extends PageInput {
  @Id({ optional: true })
  readonly resellerId?: ResellerId;

  @Id({ optional: true })
  readonly customerId?: CustomerId;

  @ProductIdField({ optional: true })
  readonly productId?: ProductId;

  @OneOf(Object.keys(STATUSES), { optional: true })
  readonly status?: SubscriptionStatus;

  @Text({ min: 1, max: 64, optional: true })
  readonly poNumber?: string;

  @Text({ min: 1, max: 64, optional: true })
  readonly trackingId?: TrackingId;

  @DateField({ optional: true })
  readonly termEndFrom?: CalendarDate;

  @DateField({ optional: true })
  readonly termEndTo?: CalendarDate;

  @DateField({ optional: true })
  readonly cutoffFrom?: CalendarDate;

  @DateField({ optional: true })
  readonly cutoffTo?: CalendarDate;
}
