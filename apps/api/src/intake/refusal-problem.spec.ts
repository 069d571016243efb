import type { PlanDetails } from '#domain/plan/plan.events.js';
import type { Cutoff } from '#domain/policy/cutoff.js';
import type { CalendarDate } from '#kernel/calendar-date.js';
import type { CustomerId, ProductId, ResellerId, SubscriptionId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { problemOfRefusal, type Refusal, type RefusalCode, STATUS_OF } from './refusal-problem.js';

const productId = '057O1WW6525L347' as ProductId;
const present = '057O1WW2545T220' as ProductId;
const endsOn = '2016-12-31' as CalendarDate;
const AN_INSTANT = '2026-03-05T08:00:00.000Z' as Instant;
const cutoff: Cutoff = {
  date: '2016-12-23' as CalendarDate,
  instant: '2016-12-24T07:59:59.999Z' as Instant,
  calendar: { region: 'US', version: 'date-holidays 3.37.0' },
  timeZone: 'America/Los_Angeles',
  businessDays: 5,
  cutoffDayCounts: true,
  holidays: [{ date: '2016-12-26' as CalendarDate, name: 'Christmas Day (substitute day)' }],
};
const listed: PlanDetails = {
  productId,
  productName: 'AutoCAD LT',
  period: 'annual',
  supportLevel: 'basic',
  catalogue: 'open',
};

/** One of each: a new code does not compile until it is here too. */
const REFUSALS: { readonly [Code in RefusalCode]: Extract<Refusal, { readonly code: Code }> } = {
  'not-found': { code: 'not-found', what: 'reseller', resellerId: 'r-1' as ResellerId },
  'licenses-still-assigned': { code: 'licenses-still-assigned', assigned: 2 },
  'no-free-seat': { code: 'no-free-seat', assigned: 2, seats: 2, seatsAtRenewal: 2 },
  'seats-below-assigned': { code: 'seats-below-assigned', asked: 1, assigned: 2 },
  'not-active': { code: 'not-active', subscriptionStatus: 'pending' },
  'cart-empty': {
    code: 'cart-empty',
    customerId: 'c-1' as CustomerId,
    subscriptionId: '11111111-1111-5111-8111-111111111111' as SubscriptionId,
  },
  'duplicate-customer': { code: 'duplicate-customer', existingCustomerId: 'c-2' as CustomerId },
  'resubmission-not-possible': {
    code: 'resubmission-not-possible',
    subscriptionStatus: 'not-provisioned',
    vendorError: { code: 70, message: 'timed out inside' },
  },
  'no-renewal-follows': { code: 'no-renewal-follows', endsOn },
  'plan-differs': { code: 'plan-differs', listed, differing: ['period'] },
  'on-hold': { code: 'on-hold', heldSince: AN_INSTANT },
  'already-renewed': { code: 'already-renewed', receivedAt: AN_INSTANT, renewedAt: AN_INSTANT },
  'received-at-out-of-range': {
    code: 'received-at-out-of-range',
    receivedAt: AN_INSTANT,
    earliest: AN_INSTANT,
    latest: AN_INSTANT,
  },
  'refunds-not-permitted': { code: 'refunds-not-permitted' },
  'disable-is-irrevocable': { code: 'disable-is-irrevocable' },
  'cutoff-passed': { code: 'cutoff-passed', cutoff },
  'plan-not-available': { code: 'plan-not-available', productId },
  'csn-required': { code: 'csn-required', productId, csnStatus: 'none' },
  'seat-limit-exceeded': { code: 'seat-limit-exceeded', asked: 1000, seatsMax: 999 },
  'start-date-out-of-range': { code: 'start-date-out-of-range', startDate: endsOn, earliest: endsOn, latest: endsOn },
  'customer-of-another-reseller': { code: 'customer-of-another-reseller', customerId: 'c-1' as CustomerId },
  'not-a-term-switch': { code: 'not-a-term-switch', productId, present },
  'personal-data-erased': { code: 'personal-data-erased', subject: `customer:${'c-1' as CustomerId}` },
  'seats-above-present': { code: 'seats-above-present', asked: 3, seats: 2 },
};

/** What the published surface says. */
const CONFLICTS: readonly RefusalCode[] = [
  'licenses-still-assigned',
  'no-free-seat',
  'seats-below-assigned',
  'not-active',
  'cart-empty',
  'duplicate-customer',
  'resubmission-not-possible',
  'no-renewal-follows',
  'plan-differs',
  'on-hold',
  'already-renewed',
];

describe('a refusal', () => {
  it.each(Object.values(REFUSALS))('with code $code becomes a problem that a human and a program understand', (one) => {
    const { problem } = problemOfRefusal(one);
    const status = one.code === 'not-found' ? 404 : CONFLICTS.includes(one.code) ? 409 : 422;
    expect([problem.code, problem.type]).toEqual([one.code, `/problems/${one.code}`]);
    expect([problem.status, STATUS_OF[one.code]]).toEqual([status, status]);
    expect(problem.detail).toMatch(/^\S.*\.$|timed out inside$/);
    expect(JSON.stringify(problem)).not.toMatch(/undefined|057O1WW/);
  });

  it('has the facts of the case: a late disable the cutoff', () => {
    expect(problemOfRefusal(REFUSALS['cutoff-passed']).problem).toEqual({
      type: '/problems/cutoff-passed',
      title: 'The cutoff has passed',
      status: 422,
      code: 'cutoff-passed',
      detail: 'The last permitted moment was 2016-12-24T07:59:59.999Z, on 2016-12-23.',
      cutoff: {
        date: '2016-12-23',
        instant: '2016-12-24T07:59:59.999Z',
        calendar: 'US',
        timeZone: 'America/Los_Angeles',
        holidays: cutoff.holidays,
      },
    });
  });

  it("keeps a subscription's status apart from the problem's own", () => {
    const { problem } = problemOfRefusal(REFUSALS['not-active']);
    expect([problem.status, problem.subscriptionStatus]).toEqual([409, 'pending']);
  });

  it('prints product IDs as everywhere else', () => {
    const { problem } = problemOfRefusal(REFUSALS['not-a-term-switch']);
    expect([problem.productId, problem.present]).toEqual(['057O1-WW6525-L347', '057O1-WW2545-T220']);
  });
});
