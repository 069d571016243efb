import type { PlanDetails } from '#domain/plan/plan.events.js';
import type { Cutoff } from '#domain/policy/cutoff.js';
import type { Term } from '#domain/policy/term.js';
import type {
  OrderFacts,
  SubscriptionActivated,
  SubscriptionOrdered,
  SubscriptionRenewed,
} from '#domain/subscription/subscription.events.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { CustomerId, ProductId, ResellerId, SubscriptionId, TrackingId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { SOME_INSTANT } from './folded.spec-support.js';

export const id = 's-1' as SubscriptionId;
export const stream = `subscription-${id}`;
export const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
export const date = (text: string) => text as CalendarDate;

export const annualPlan: PlanDetails = {
  productId: '237L1WW8695T548' as ProductId,
  productName: 'Civil 3D',
  period: 'annual',
  supportLevel: 'basic',
  catalogue: 'open',
};
export const monthlyPlan: PlanDetails = { ...annualPlan, productId: '237L1WW8695T549' as ProductId, period: 'monthly' };

export const order: OrderFacts = {
  resellerId: 'r-1' as ResellerId,
  customerId: 'c-1' as CustomerId,
  plan: monthlyPlan,
  quantity: 10,
  price: usd(1200),
  poNumber: 'PO-1',
  supportContact: { sealed: 'contact' },
  startDate: null,
  orderDate: date('2026-03-05'),
  latestStartDate: date('2026-04-04'),
  policy: { vendor: 'autodesk', timeZone: 'America/Los_Angeles', seatsMax: 999, startDateDaysMax: 31 },
};

export const ordered: SubscriptionOrdered = {
  type: 'SubscriptionOrdered',
  subscriptionId: id,
  trackingId: 't-1' as TrackingId,
  order,
  replaces: null,
  fromCart: false,
  orderedAt: SOME_INSTANT,
};

export const firstTerm: Term = { number: 1, startDate: date('2026-03-05'), endDate: date('2027-03-04') };
export const secondTerm: Term = { number: 2, startDate: date('2027-03-05'), endDate: date('2028-03-04') };

export const cutoffOn = (day: string): Cutoff => ({
  date: date(day),
  instant: `${day}T23:59:59.999Z` as Instant,
  calendar: { region: 'US', version: 'test' },
  timeZone: 'America/Los_Angeles',
  businessDays: 5,
  cutoffDayCounts: true,
  holidays: [],
});

export const activated: SubscriptionActivated = {
  type: 'SubscriptionActivated',
  attempt: 1,
  activatedAt: SOME_INSTANT,
  plan: monthlyPlan,
  seats: 10,
  price: usd(1200),
  term: firstTerm,
  cutoff: cutoffOn('2027-02-25'),
  commitment: usd(12_000),
  charge: null,
};

export const renewed: SubscriptionRenewed = {
  type: 'SubscriptionRenewed',
  term: secondTerm,
  cutoff: cutoffOn('2028-02-25'),
  plan: annualPlan,
  seats: 6,
  price: usd(1300),
  commitment: usd(7800),
  charge: { kind: 'term', termNumber: 2, dueOn: date('2027-03-05'), amount: usd(7800) },
  previous: { plan: monthlyPlan, seats: 10, price: usd(1200) },
  planWithdrawn: false,
};
