import type {
  OrderFacts,
  ReceivedInTime,
  SeatsAdded,
  SubscriptionEvent,
  SubscriptionRenewed,
  VendorError,
} from '#domain/subscription/subscription.events.js';
import type { CodecTable } from './codec.js';
import { integer, listOf, nonEmptyText, nullable, shape, text, truth } from './schema.js';
import {
  calendarDate,
  charge,
  cutoff,
  instant,
  money,
  personal,
  personalDataErased,
  plan,
  term,
} from './shared.shapes.js';

export const orderFacts = shape<OrderFacts>({
  resellerId: nonEmptyText(),
  customerId: nonEmptyText(),
  plan,
  quantity: integer,
  price: money,
  poNumber: text(),
  supportContact: personal,
  startDate: nullable(calendarDate),
  orderDate: calendarDate,
  latestStartDate: calendarDate,
  policy: shape<OrderFacts['policy']>({
    vendor: text(),
    timeZone: text(),
    seatsMax: integer,
    startDateDaysMax: integer,
  }),
});

export const SUBSCRIPTION_TYPES: CodecTable<SubscriptionEvent> = {
  SubscriptionOrdered: {
    current: shape({
      subscriptionId: nonEmptyText(),
      trackingId: nonEmptyText(),
      order: orderFacts,
      replaces: nullable(nonEmptyText()),
      fromCart: truth,
      orderedAt: instant,
    }),
  },
  OrderHeldForReview: { current: shape({ attempt: integer, heldAt: instant }) },
  SubscriptionActivated: {
    current: shape({
      attempt: integer,
      activatedAt: instant,
      plan,
      seats: integer,
      price: money,
      term,
      cutoff,
      commitment: money,
      charge: nullable(charge),
    }),
  },
  ProvisioningFailed: {
    current: shape({
      attempt: integer,
      vendorError: shape<VendorError>({ code: integer, message: text() }),
      resubmittable: truth,
      failedAt: instant,
    }),
  },
  OrderResubmitted: {
    current: shape({
      attempt: integer,
      poNumber: text(),
      quantity: integer,
      supportContact: personal,
      resubmittedAt: instant,
    }),
  },
  OrderReplaced: {
    current: shape({
      replacedBy: nonEmptyText(),
      replacementTrackingId: nonEmptyText(),
      replacement: orderFacts,
      replacedAt: instant,
    }),
  },
  PersonalDataErased: { current: personalDataErased },
  OrderClosed: { current: shape({ reason: text(), closedAt: instant }) },
  LicenseAssigned: { current: shape({ endUserId: nonEmptyText(), assignedAt: instant }) },
  LicenseUnassigned: { current: shape({ endUserId: nonEmptyText(), unassignedAt: instant }) },
  SeatsAdded: {
    current: shape({
      added: integer,
      seats: integer,
      seatsAtRenewal: nullable(integer),
      proration: shape<SeatsAdded['proration']>({ price: money, days: integer, daysOfTerm: integer, total: money }),
      charge,
      laterCharges: listOf(charge),
      addedAt: instant,
    }),
  },
  SeatReductionScheduled: { current: shape({ seats: integer, seatsAtRenewal: integer, scheduledAt: instant }) },
  TermSwitchScheduled: { current: shape({ plan, planAtRenewal: plan, scheduledAt: instant }) },
  AutoRenewDisabled: {
    earlier: [
      {
        schema: shape({ late: truth, endsAfterTerm: integer, endsOn: calendarDate, cutoff, disabledAt: instant }),
        upcast: (body: object) => ({ ...body, received: null }),
      },
    ],
    current: shape({
      late: truth,
      endsAfterTerm: integer,
      endsOn: calendarDate,
      cutoff,
      received: nullable(shape<ReceivedInTime>({ at: instant, evidence: text(), reason: text() })),
      disabledAt: instant,
    }),
  },
  DueWorkHeld: { current: shape({ reason: text(), heldAt: instant }) },
  DueWorkReleased: { current: shape({ reason: text(), heldAt: instant, releasedAt: instant }) },
  RenewalCutoffPassed: { current: shape({ termNumber: integer, cutoff }) },
  InstalmentFellDue: { current: shape({ charge }) },
  SubscriptionRenewed: {
    current: shape({
      term,
      cutoff,
      plan,
      seats: integer,
      price: money,
      commitment: money,
      charge: nullable(charge),
      previous: shape<SubscriptionRenewed['previous']>({ plan, seats: integer, price: money }),
      planWithdrawn: truth,
    }),
  },
  SubscriptionEnded: { current: shape({ termNumber: integer, endDate: calendarDate }) },
};
