import type { ErasedSubject, PersonalDataErased } from '#domain/personal-data/personal-data.events.js';
import type { PlanDetails } from '#domain/plan/plan.events.js';
import type { Holiday } from '#domain/policy/business-calendar.js';
import type { Charge } from '#domain/policy/charge.js';
import type { Cutoff } from '#domain/policy/cutoff.js';
import type { Money } from '#domain/policy/money.js';
import type { Term } from '#domain/policy/term.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { Csn, ProductId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import type { Personal } from '#kernel/personal.js';
import {
  either,
  integer,
  listOf,
  matching,
  nonEmptyText,
  nullable,
  oneOf,
  optional,
  type Schema,
  shape,
  text,
  truth,
} from './schema.js';

export const instant = matching<Instant>(
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  'an instant in UTC with milliseconds',
);
export const calendarDate = matching<CalendarDate>(/^\d{4}-\d{2}-\d{2}$/, 'a calendar date YYYY-MM-DD');
export const productId = matching<ProductId>(/^[0-9A-Z]{15}$/, 'a product ID of 15 characters');
export const csn = matching<Csn>(/^\d{10}$/, 'a CSN of ten digits');

/** Stored personal data is sealed, or erased already where it was copied; in the clear it is never stored. */
export const personal: Schema<Personal> = either(
  shape<{ readonly sealed: string }>({ sealed: nonEmptyText() }),
  shape<{ readonly erased: true }>({ erased: oneOf(true) }),
);

export const money = shape<Money>({ amountMinor: integer, currency: matching(/^[A-Z]{3}$/, 'an ISO 4217 code') });

export const term = shape<Term>({ number: integer, startDate: calendarDate, endDate: calendarDate });

export const plan = shape<PlanDetails>({
  productId,
  productName: text(),
  period: oneOf('annual', 'monthly'),
  supportLevel: oneOf('basic', 'advanced'),
  catalogue: oneOf('open', 'specialized'),
});

const holiday = shape<Holiday>({ date: calendarDate, name: text() });

export const cutoff = shape<Cutoff>({
  date: calendarDate,
  instant,
  calendar: shape<Cutoff['calendar']>({ region: nullable(text()), version: text() }),
  timeZone: text(),
  businessDays: integer,
  cutoffDayCounts: truth,
  holidays: listOf(holiday),
});

export const charge = shape<Charge>({
  kind: oneOf('term', 'instalment', 'seats'),
  termNumber: integer,
  instalmentNumber: optional(integer),
  dueOn: calendarDate,
  amount: money,
});

/** Of a customer and of a subscription alike. */
export const personalDataErased = shape<Omit<PersonalDataErased, 'type'>>({
  subject: matching<ErasedSubject>(/^(customer|subscription):.+$/, 'a customer or a subscription'),
  reason: text(),
  erasedAt: instant,
});
