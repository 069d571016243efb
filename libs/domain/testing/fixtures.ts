import type { CalendarDate } from '../../kernel/calendar-date.js';
import type {
  Csn,
  CustomerId,
  EndUserId,
  ProductId,
  ResellerId,
  SubscriptionId,
  TrackingId,
} from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import { plain } from '../../kernel/personal.js';
import type { CustomerState } from '../customer/customer.state.js';
import type { PlanDetails, PlanEvent } from '../plan/plan.events.js';
import { evolvePlan } from '../plan/plan.evolve.js';
import type { Plan, PlanState } from '../plan/plan.state.js';
import { autodeskPolicy } from '../policy/autodesk.policy.js';
import type { Holiday } from '../policy/business-calendar.js';
import type { Money } from '../policy/money.js';
import type { ResellerState } from '../reseller/reseller.state.js';
import type { SubscriptionFacts } from '../subscription/subscription.facts.js';
import { calendarInLosAngeles } from './fixed-calendar.js';

export const instant = (text: string): Instant => text as Instant;
export const date = (text: string): CalendarDate => text as CalendarDate;
export const usd = (amountMinor: number): Money => ({ amountMinor, currency: 'USD' });

export const resellerId = 'reseller-1' as ResellerId;
export const customerId = 'customer-1' as CustomerId;
export const subscriptionId = '00000000-0000-5000-8000-000000000001' as SubscriptionId;
export const trackingId = 'T-1' as TrackingId;
export const replacementId = '00000000-0000-5000-8000-000000000002' as SubscriptionId;
export const replacementTrackingId = 'T-2' as TrackingId;
export const ada = 'ada' as EndUserId;
export const grace = 'grace' as EndUserId;
export const linus = 'linus' as EndUserId;

export const annual: PlanDetails = {
  productId: '057O1WW6525L347' as ProductId,
  productName: 'AutoCAD LT',
  period: 'annual',
  supportLevel: 'basic',
  catalogue: 'open',
};
export const monthly: PlanDetails = { ...annual, productId: '057O1WW6525M347' as ProductId, period: 'monthly' };
export const advancedMonthly: PlanDetails = {
  ...monthly,
  productId: '057O1WW6525N347' as ProductId,
  supportLevel: 'advanced',
};
export const specialized: PlanDetails = {
  ...annual,
  productId: '237N1WW3740L562' as ProductId,
  productName: 'Civil 3D',
  catalogue: 'specialized',
};
export const unlisted = '999Z9WW9999Z999' as ProductId;

/** Long before every order of the tests. */
export const LISTED_AT = instant('2010-01-01T00:00:00.000Z');
export const PRICES: ReadonlyMap<PlanDetails, Money> = new Map([
  [annual, usd(36_500)],
  [monthly, usd(36_605)],
  [advancedMonthly, usd(50_000)],
  [specialized, usd(297_875)],
]);

export const reseller: ResellerState = {
  resellerId,
  details: { name: 'Northwind CAD', country: 'US', supportEmail: 'support@northwind.example' },
  csn: undefined,
  csnStatus: 'none',
  registration: 0,
};
export const resellerWithCsn: ResellerState = {
  ...reseller,
  csn: '0070176510' as Csn,
  csnStatus: 'verified',
  registration: 1,
};
export const customer: CustomerState = {
  customerId,
  resellerId,
  details: {
    name: plain('Acme Works'),
    postalCode: plain('94103'),
    country: 'US',
    csn: null,
    address: plain('1 Market St'),
  },
  distinctness: { claim: 'claim-of-acme' },
};

/** A plan's history, each event as of its instant. */
export const planOf = (...events: readonly (readonly [at: string, event: PlanEvent])[]): Plan =>
  events.reduce<Plan>((plan, [at, event]) => evolvePlan(plan, event, instant(at)), undefined);

export const listed = (plan: PlanDetails, price: Money): PlanEvent => ({
  type: 'ServicePlanListed',
  plan,
  price,
  listedAt: LISTED_AT,
});
export const repriced = (plan: PlanDetails, price: Money, previousPrice: Money, at: string): PlanEvent => ({
  type: 'ServicePlanRepriced',
  productId: plan.productId,
  price,
  previousPrice,
  repricedAt: instant(at),
});
export const withdrawn = (plan: PlanDetails, lastPrice: Money, at: string): PlanEvent => ({
  type: 'ServicePlanWithdrawn',
  productId: plan.productId,
  lastPrice,
  withdrawnAt: instant(at),
});

/** Weekdays off that the tests' terms meet. */
export const HOLIDAYS: readonly Holiday[] = [
  { date: date('2016-12-26'), name: 'Christmas Day (substitute day)' },
  { date: date('2017-12-25'), name: 'Christmas Day' },
  { date: date('2018-12-25'), name: 'Christmas Day' },
];

const catalogue: ReadonlyMap<ProductId, PlanState> = new Map(
  [...PRICES].map(([plan, price]) => [plan.productId, evolvePlan(undefined, listed(plan, price), LISTED_AT)]),
);

/** Everything listed since 2010, a reseller without a CSN, Autodesk's policy. */
export const facts: SubscriptionFacts = {
  policy: autodeskPolicy,
  calendar: calendarInLosAngeles(HOLIDAYS),
  plan: (productId) => catalogue.get(productId),
  reseller,
  customer,
};

/** The same facts with these plans' histories in place of the listed ones. */
export const withPlans = (base: SubscriptionFacts, ...plans: readonly Plan[]): SubscriptionFacts => ({
  ...base,
  plan: (productId) => plans.find((plan) => plan?.details.productId === productId) ?? base.plan(productId),
});
