import type { PlanDetails } from '#domain/plan/plan.events.js';
import type { Charge } from '#domain/policy/charge.js';
import type { Cutoff } from '#domain/policy/cutoff.js';
import type { Money } from '#domain/policy/money.js';
import type { Term } from '#domain/policy/term.js';
import type { OrderFacts } from '#domain/subscription/subscription.events.js';
import {
  date,
  described,
  hidden,
  integer,
  listOf,
  nullable,
  oneOf,
  optional,
  personal,
  productId,
  record,
  type Shape,
  text,
} from './shape.js';

const amount = record<Money>({
  amountMinor: integer('In minor units of the currency (cents).'),
  currency: text('ISO 4217.'),
});

/** @param description what for, and per what. */
export const money = (description: string): Shape<Money> => described(amount, description);

export const resellerId = text('The reseller.');
export const customerId = text('The customer.');
export const subscriptionId = text('The subscription.');
export const trackingId = text('What the vendor and the reseller call the order by; kept over resubmissions.');
export const country = text('ISO 3166-1 alpha-2.');

export const plan = record<PlanDetails>(
  {
    productId,
    productName: text('The product.'),
    period: oneOf(['annual', 'monthly'], 'One charge a term, or twelve instalments.'),
    supportLevel: oneOf(['basic', 'advanced'], 'The level of support.'),
    catalogue: oneOf(['open', 'specialized'], 'Specialized plans need a verified CSN.'),
  },
  'The plan.',
);

export const pricePerSeat = money('Per seat and 12-month term.');

export const term = record<Term>(
  {
    number: integer('Counts from 1.', 1),
    startDate: date('Its first day.'),
    endDate: date('Its last day.'),
  },
  'Twelve months, both dates included.',
);

/** As the answers of queries show it. */
export const cutoff: Shape<Cutoff> = {
  schema: {
    type: 'object',
    description: 'The last moment at which disabling auto-renewal still ends the running term.',
    properties: {
      date: { type: 'string', format: 'date', description: 'The last day.' },
      instant: { type: 'string', format: 'date-time', description: 'The last millisecond that counts. UTC.' },
      calendar: { type: ['string', 'null'], description: 'Whose holidays were left out; null: none.' },
      timeZone: { type: 'string', description: 'IANA name.' },
      holidays: {
        type: 'array',
        description: 'Those that were skipped, oldest first.',
        items: {
          type: 'object',
          properties: {
            date: { type: 'string', format: 'date', description: 'The day on which it is kept.' },
            name: { type: 'string', description: 'In the words of the calendar.' },
          },
          required: ['date', 'name'],
        },
      },
    },
    required: ['date', 'instant', 'calendar', 'timeZone', 'holidays'],
  },
  show: ({ date: day, instant: last, calendar, timeZone, holidays }) => ({
    date: day,
    instant: last,
    calendar: calendar.region,
    timeZone,
    holidays: holidays.map(({ date: on, name }) => ({ date: on, name })),
  }),
};

export const charge = record<Charge>(
  {
    kind: oneOf(['term', 'instalment', 'seats'], "An annual term's one charge, one of twelve, or added seats."),
    termNumber: integer('The term that it is of.', 1),
    instalmentNumber: optional(integer('1 to 12: the instalment, or the one beside which it falls due.', 1)),
    dueOn: date('The day on which it falls due.'),
    amount: money('What is owed.'),
  },
  'Something that the customer owes.',
);

export const charges = (description: string): Shape<readonly Charge[]> => listOf(charge, description);

export const attempt = integer('Counts from 1; one more with each resubmission.', 1);

export const order = record<OrderFacts>(
  {
    resellerId,
    customerId,
    plan,
    quantity: integer('Seats.', 1),
    price: pricePerSeat,
    poNumber: text("The reseller's purchase order."),
    supportContact: personal('Whom the vendor may ask.'),
    startDate: nullable(date('As asked for; null: the day of activation.')),
    orderDate: date("The day of the order in the policy's time zone."),
    latestStartDate: date('The last start date that was permitted.'),
    policy: hidden,
  },
  'Everything that the order fixes.',
);
