import type { CalendarDate } from '../../kernel/calendar-date.js';
import type { CustomerId, ProductId, ResellerId, SubscriptionId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import type { PersonalDataErasedRefusal } from '../personal-data/personal-data.events.js';
import type { Cutoff } from '../policy/cutoff.js';
import type { VendorError } from './subscription.events.js';

export type SubscriptionStatus =
  | 'pending'
  | 'in-review'
  | 'not-provisioned'
  | 'active'
  | 'ended'
  | 'replaced'
  | 'closed';

/** Why an order can't be taken: the same for an order, a checkout, a preview and a replacement. */
export type OrderRefusal =
  | { readonly code: 'not-found'; readonly what: 'reseller'; readonly resellerId: ResellerId }
  | { readonly code: 'not-found'; readonly what: 'customer'; readonly customerId: CustomerId }
  | PersonalDataErasedRefusal
  | { readonly code: 'customer-of-another-reseller'; readonly customerId: CustomerId }
  /** Never listed, or withdrawn from sale. */
  | { readonly code: 'plan-not-available'; readonly productId: ProductId }
  /** A Specialized plan, and the reseller has no verified CSN. */
  | { readonly code: 'csn-required'; readonly productId: ProductId; readonly csnStatus: string }
  | { readonly code: 'seat-limit-exceeded'; readonly asked: number; readonly seatsMax: number }
  | {
      readonly code: 'start-date-out-of-range';
      readonly startDate: CalendarDate;
      readonly earliest: CalendarDate;
      readonly latest: CalendarDate;
    };

export type SubscriptionRefusal =
  | OrderRefusal
  | { readonly code: 'not-found'; readonly what: 'subscription' }
  | { readonly code: 'not-active'; readonly subscriptionStatus: SubscriptionStatus }
  | { readonly code: 'licenses-still-assigned'; readonly assigned: number }
  | {
      readonly code: 'no-free-seat';
      readonly assigned: number;
      readonly seats: number;
      readonly seatsAtRenewal: number;
    }
  | { readonly code: 'seats-below-assigned'; readonly asked: number; readonly assigned: number }
  | { readonly code: 'seats-above-present'; readonly asked: number; readonly seats: number }
  | { readonly code: 'no-renewal-follows'; readonly endsOn: CalendarDate }
  | { readonly code: 'not-a-term-switch'; readonly productId: ProductId; readonly present: ProductId }
  | { readonly code: 'cutoff-passed'; readonly cutoff: Cutoff }
  | {
      readonly code: 'resubmission-not-possible';
      readonly subscriptionStatus: SubscriptionStatus;
      readonly vendorError: VendorError | null;
      readonly replacedBy?: SubscriptionId;
    }
  /** An operator holds its due work: nothing changes until the release. */
  | { readonly code: 'on-hold'; readonly heldSince: Instant }
  /** Received in a term that another has followed: there are no refunds, so nothing corrects it any more. */
  | { readonly code: 'already-renewed'; readonly receivedAt: Instant; readonly renewedAt: Instant }
  /** Before the activation, or still to come. */
  | {
      readonly code: 'received-at-out-of-range';
      readonly receivedAt: Instant;
      readonly earliest: Instant;
      readonly latest: Instant;
    }
  | { readonly code: 'refunds-not-permitted' }
  | { readonly code: 'disable-is-irrevocable' };
