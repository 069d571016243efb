import type {
  ReceivedInTime,
  SeatsAdded,
  SubscriptionEvent,
  SubscriptionRenewed,
  VendorError,
} from '#domain/subscription/subscription.events.js';
import { PERSONAL_DATA_ERASED } from './personal-data.events.js';
import { type PublicEvents, shown } from './public-event.js';
import {
  date,
  described,
  hidden,
  instant,
  integer,
  type JsonSchema,
  nullable,
  personal,
  record,
  type Shape,
  text,
  truth,
} from './shape.js';
import {
  attempt,
  charge,
  charges,
  cutoff,
  money,
  order,
  plan,
  pricePerSeat,
  subscriptionId,
  term,
  trackingId,
} from './shared.shapes.js';

const STREAM = 'subscription-';

/** Its events do not name their subscription: the stream does. */
function onSubscription<T>(shape: Shape<T>): Shape<T> {
  const { properties, required } = shape.schema as { properties: JsonSchema; required: readonly string[] };
  return {
    schema: {
      ...shape.schema,
      properties: { subscriptionId: subscriptionId.schema, ...properties },
      required: ['subscriptionId', ...required],
    },
    show: (value, showing) => ({
      subscriptionId: showing.stream.slice(STREAM.length),
      ...(shape.show(value, showing) as object),
    }),
  };
}

const seatsAtRenewal = 'How many remain at the next renewal';
const ofTerm = integer('The number of the term.', 1);
const commitment = money("What is owed for the whole term's seats: price × seats.");
const annualCharge = nullable(described(charge, "An annual term's one charge; null when there are instalments."));

export const SUBSCRIPTION_EVENTS: PublicEvents<SubscriptionEvent> = {
  SubscriptionOrdered: shown({
    summary: 'A subscription was ordered.',
    data: onSubscription(
      record({
        subscriptionId: hidden,
        trackingId,
        order,
        replaces: nullable(text('The not-provisioned order that this one replaces; null: none.')),
        fromCart: truth("True when it came out of the customer's cart."),
        orderedAt: instant('When it was ordered.'),
      }),
    ),
    sealedUnder: (event) => `subscription:${event.subscriptionId}`,
  }),
  OrderHeldForReview: shown({
    summary: 'The vendor has the order in review: days, not minutes.',
    data: onSubscription(record({ attempt, heldAt: instant("The vendor's instant.") })),
  }),
  SubscriptionActivated: shown({
    summary: 'The vendor activated the subscription: its first term begins.',
    data: onSubscription(
      record({
        attempt,
        activatedAt: instant("The vendor's instant: the one that counts."),
        plan,
        seats: integer('Seats.', 1),
        price: pricePerSeat,
        term,
        cutoff,
        commitment,
        charge: annualCharge,
      }),
    ),
  }),
  ProvisioningFailed: shown({
    summary: 'The vendor did not provision the order.',
    data: onSubscription(
      record({
        attempt,
        vendorError: record<VendorError>(
          { code: integer("The vendor's own."), message: text("In the vendor's words.") },
          'What the vendor said.',
        ),
        resubmittable: truth('False where the order can only be replaced or closed.'),
        failedAt: instant("The vendor's instant."),
      }),
    ),
  }),
  OrderResubmitted: shown({
    summary: 'The order was sent to the vendor again, under the same tracking ID.',
    data: onSubscription(
      record({
        attempt,
        poNumber: text("The reseller's purchase order."),
        quantity: integer('Seats.', 1),
        supportContact: personal('Whom the vendor may ask.'),
        resubmittedAt: instant('When.'),
      }),
    ),
    sealedUnder: (_event, stream) => `subscription:${stream.slice(STREAM.length)}`,
  }),
  OrderReplaced: shown({
    summary: 'A new order took the place of this one.',
    data: onSubscription(
      record({
        replacedBy: text('The new subscription.'),
        replacementTrackingId: trackingId,
        replacement: order,
        replacedAt: instant('When.'),
      }),
    ),
    sealedUnder: (event) => `subscription:${event.replacedBy}`,
  }),
  OrderClosed: shown({
    summary: 'A not-provisioned order was given up.',
    data: onSubscription(record({ reason: text('In the words of who closed it.'), closedAt: instant('When.') })),
  }),
  LicenseAssigned: shown({
    summary: 'A seat was given to an end user.',
    data: onSubscription(record({ endUserId: text("The customer's own id."), assignedAt: instant('When.') })),
  }),
  LicenseUnassigned: shown({
    summary: 'A seat was taken back from an end user.',
    data: onSubscription(
      record({ endUserId: text("Who held it: the customer's own id."), unassignedAt: instant('When.') }),
    ),
  }),
  SeatsAdded: shown({
    summary: 'Seats were added to the running term.',
    data: onSubscription(
      record({
        added: integer('So many more seats.', 1),
        seats: integer('Seats after the addition.', 1),
        seatsAtRenewal: nullable(integer(`${seatsAtRenewal}; null when no reduction is scheduled.`)),
        proration: record<SeatsAdded['proration']>(
          {
            price: pricePerSeat,
            days: integer("From the later of the day and the term's start to its end, both included."),
            daysOfTerm: integer('365 or 366.'),
            total: money('What the addition comes to.'),
          },
          'How it was computed.',
        ),
        charge: described(charge, 'Due at once.'),
        laterCharges: charges('Later parts, each beside an instalment of a monthly term.'),
        addedAt: instant('When.'),
      }),
    ),
  }),
  SeatReductionScheduled: shown({
    summary: 'Fewer seats at the next renewal. The present number undoes it.',
    data: onSubscription(
      record({
        seats: integer('Seats now.', 1),
        seatsAtRenewal: integer(`${seatsAtRenewal}.`),
        scheduledAt: instant('When.'),
      }),
    ),
  }),
  TermSwitchScheduled: shown({
    summary: 'Another period at the next renewal. The present plan undoes it.',
    data: onSubscription(
      record({ plan, planAtRenewal: described(plan, 'From the next renewal.'), scheduledAt: instant('When.') }),
    ),
  }),
  AutoRenewDisabled: shown({
    summary: 'Auto-renewal was disabled, for good.',
    data: onSubscription(
      record({
        late: truth('True when the cutoff had passed: then it ends a term later.'),
        endsAfterTerm: integer('The number of its last term.', 1),
        endsOn: date('Its last day.'),
        cutoff,
        received: nullable(
          record<ReceivedInTime>(
            {
              at: instant('As of when the request was judged.'),
              evidence: text('What shows that it had come in by then.'),
              reason: text("Operations' own words."),
            },
            'Recorded by operations as received earlier; null for all others.',
          ),
        ),
        disabledAt: instant('When.'),
      }),
    ),
  }),
  DueWorkHeld: shown({
    summary: 'The distributor holds what falls due: nothing happens until the release.',
    data: onSubscription(record({ reason: text("Operations' own words."), heldAt: instant('When.') })),
  }),
  DueWorkReleased: shown({
    summary: 'What was held has happened, each as of its due instant, in the events before this one.',
    data: onSubscription(
      record({
        reason: text("Operations' own words."),
        heldAt: instant('Since when it was held.'),
        releasedAt: instant('When.'),
      }),
    ),
  }),
  RenewalCutoffPassed: shown({
    summary: 'The cutoff passed: from now on a disable holds for the next term end.',
    data: onSubscription(record({ termNumber: ofTerm, cutoff })),
  }),
  InstalmentFellDue: shown({
    summary: 'An instalment, or a later part of a seat addition, fell due.',
    data: onSubscription(record({ charge })),
  }),
  SubscriptionRenewed: shown({
    summary: 'The next term began.',
    data: onSubscription(
      record({
        term,
        cutoff,
        plan,
        seats: integer('Seats of the new term.', 1),
        price: pricePerSeat,
        commitment,
        charge: annualCharge,
        previous: record<SubscriptionRenewed['previous']>(
          { plan, seats: integer('Seats.', 1), price: pricePerSeat },
          'What the term before had.',
        ),
        planWithdrawn: truth('True when the plan was no longer on sale: its last price then.'),
      }),
    ),
  }),
  SubscriptionEnded: shown({
    summary: 'The subscription ended.',
    data: onSubscription(record({ termNumber: ofTerm, endDate: date('Its last day.') })),
  }),
  PersonalDataErased: PERSONAL_DATA_ERASED,
};
