import type { ProductId } from '../../kernel/ids.js';
import type { PlanDetails } from '../plan/plan.events.js';
import {
  ada,
  advancedMonthly,
  annual,
  date,
  facts,
  grace,
  instant,
  LISTED_AT,
  listed,
  monthly,
  planOf,
  repriced,
  reseller,
  resellerWithCsn,
  specialized,
  unlisted,
  usd,
  withdrawn,
  withPlans,
} from '../testing/fixtures.js';
import { activated, addSeats, assign, order, reduceTo, settleDue, switchTo } from '../testing/subscription.commands.js';
import { given, givenWith, historyOf, type Step } from '../testing/subscription.scenario.js';
import type { SubscriptionRenewed } from './subscription.events.js';
import type { SubscriptionFacts } from './subscription.facts.js';

const activeWith = (quantity: number, plan: PlanDetails = annual): Step[] => [
  ['2016-01-01T18:00:00.000Z', order({ quantity, plan })],
  ['2016-01-01T18:01:00.000Z', activated('2016-01-01T18:01:00.000Z')],
];
const JUNE = '2016-06-15T18:00:00.000Z';
const DUE = '2017-01-01T08:00:00.000Z';
const JUST_BEFORE = '2017-01-01T07:59:59.999Z';
const DAYS_LATER = '2017-01-09T00:00:00.000Z';

/** The renewal that a worker finds days later. */
function renewalOf(steps: readonly Step[], laterFacts: SubscriptionFacts = facts): SubscriptionRenewed | undefined {
  const { decision } = given(...steps).when(settleDue, DAYS_LATER, laterFacts);
  if (decision.outcome === 'refused') return undefined;
  return decision.events.map(({ event }) => event).find((event) => event.type === 'SubscriptionRenewed');
}

describe('a renewal', () => {
  it('says everything of the new term, and what the old one was', () =>
    expect(renewalOf(activeWith(2))).toEqual({
      type: 'SubscriptionRenewed',
      term: { number: 2, startDate: '2017-01-01', endDate: '2017-12-31' },
      cutoff: {
        date: '2017-12-22',
        instant: '2017-12-23T07:59:59.999Z',
        calendar: { region: 'US', version: 'for tests' },
        timeZone: 'America/Los_Angeles',
        businessDays: 5,
        cutoffDayCounts: true,
        holidays: [{ date: '2017-12-25', name: 'Christmas Day' }],
      },
      plan: annual,
      seats: 2,
      price: usd(36_500),
      commitment: usd(73_000),
      charge: { kind: 'term', termNumber: 2, dueOn: '2017-01-01', amount: usd(73_000) },
      previous: { plan: annual, seats: 2, price: usd(36_500) },
      planWithdrawn: false,
    }));

  it('takes a scheduled reduction, and keeps licences and anchor', () => {
    const steps: Step[] = [...activeWith(5), [JUNE, assign(ada)], [JUNE, assign(grace)], [JUNE, reduceTo(2)]];
    expect(renewalOf(steps)).toMatchObject({ seats: 2, commitment: usd(73_000), previous: { seats: 5 } });
    expect(historyOf([...steps, [DAYS_LATER, settleDue]]).state).toMatchObject({
      anchor: '2016-01-01',
      seats: 2,
      seatsAtRenewal: undefined,
      licenses: new Map([
        [ada, JUNE],
        [grace, JUNE],
      ]),
    });
  });

  it('renews added seats with the others, at the full price', () =>
    expect(renewalOf([...activeWith(5), [JUNE, addSeats(3)]])).toMatchObject({ seats: 8, commitment: usd(292_000) }));

  it('starts the commitment anew: what seats were charged in the old term is not in it', () => {
    const steps: Step[] = [...activeWith(5, monthly), [JUNE, addSeats(3)], [DAYS_LATER, settleDue]];
    expect(historyOf(steps).state).toMatchObject({ seatsCommitment: usd(0), seatCharges: [], instalmentsDue: 1 });
  });
});

describe('the price of a renewal', () => {
  const repricedAt = (at: string) =>
    withPlans(
      facts,
      planOf([LISTED_AT, listed(annual, usd(36_500))], [at, repriced(annual, usd(40_000), usd(36_500), at)]),
    );

  it("is the catalogue's at that instant", () =>
    expect(renewalOf(activeWith(1), repricedAt(JUNE))).toMatchObject({
      price: usd(40_000),
      previous: { price: usd(36_500) },
    }));

  it('is not one that came after the due instant, though a worker ran only then', () => {
    expect(renewalOf(activeWith(1), repricedAt(DUE))).toMatchObject({ price: usd(40_000) });
    expect(renewalOf(activeWith(1), repricedAt('2017-01-01T08:00:00.001Z'))).toMatchObject({ price: usd(36_500) });
  });

  it('of a plan withdrawn from sale is its last one', () => {
    const off = (at: string) =>
      withPlans(facts, planOf([LISTED_AT, listed(annual, usd(38_000))], [at, withdrawn(annual, usd(38_000), at)]));
    expect(renewalOf(activeWith(1), off(JUNE))).toMatchObject({ price: usd(38_000), planWithdrawn: true });
    expect(renewalOf(activeWith(1), off(DUE))).toMatchObject({ planWithdrawn: true });
    expect(renewalOf(activeWith(1), off('2017-01-01T08:00:00.001Z'))).toMatchObject({ planWithdrawn: false });
  });

  it('is a fault where the plan was not read: a wrong price would be for ever', () =>
    expect(() => renewalOf(activeWith(1), { ...facts, plan: () => undefined })).toThrow(
      'No price of plan 057O1WW6525L347 at 2017-01-01T08:00:00.000Z: its history must be read first',
    ));
});

describe('a revoked CSN', () => {
  it('ends neither subscriptions nor their renewals', () => {
    const bought: Step[] = activeWith(1, specialized);
    const revoked = { ...facts, reseller: { ...resellerWithCsn, csnStatus: 'revoked' as const } };
    const { decision } = givenWith({ ...facts, reseller: resellerWithCsn }, ...bought).when(settleDue, DUE, revoked);
    expect(decision).toMatchObject({ events: [{}, { event: { type: 'SubscriptionRenewed', plan: specialized } }] });
  });
});

describe('a term switch', () => {
  const scheduled = (plan: PlanDetails, planAtRenewal: PlanDetails) =>
    ({ type: 'TermSwitchScheduled', plan, planAtRenewal, scheduledAt: instant(JUNE) }) as const;

  it('is to the plan of the same product and support level in the other period, and takes effect at the renewal', () => {
    given(...activeWith(1))
      .when(switchTo(monthly), JUNE)
      .thenEvents(scheduled(annual, monthly));
    const steps: Step[] = [...activeWith(2), [JUNE, switchTo(monthly)]];
    expect(historyOf(steps).state).toMatchObject({ plan: annual, planAtRenewal: monthly });
    expect(renewalOf(steps)).toMatchObject({
      plan: monthly,
      price: usd(36_605),
      commitment: usd(73_210),
      charge: null,
      previous: { plan: annual },
    });
  });

  it('keeps the anchor: a 31 January stays one, over the switch and back', () => {
    const steps: Step[] = [
      ['2016-01-31T18:00:00.000Z', order()],
      ['2016-01-31T18:01:00.000Z', activated('2016-01-31T18:01:00.000Z')],
      [JUNE, switchTo(monthly)],
      ['2017-06-15T18:00:00.000Z', switchTo(annual)],
      ['2018-06-15T18:00:00.000Z', settleDue],
    ];
    const charges = historyOf(steps).events.flatMap(({ event }) =>
      event.type === 'InstalmentFellDue'
        ? [event.charge.dueOn]
        : 'charge' in event && event.charge !== null
          ? [event.charge.dueOn]
          : [],
    );
    expect(charges).toEqual([
      '2016-01-31',
      '2017-01-31',
      '2017-02-28',
      '2017-03-31',
      '2017-04-30',
      '2017-05-31',
      '2017-06-30',
      '2017-07-31',
      '2017-08-31',
      '2017-09-30',
      '2017-10-31',
      '2017-11-30',
      '2017-12-31',
      '2018-01-31',
    ]);
  });

  it('takes the price of the target plan as it stood at the due instant', () => {
    const later = planOf(
      [LISTED_AT, listed(monthly, usd(30_000))],
      [JUST_BEFORE, repriced(monthly, usd(31_000), usd(30_000), JUST_BEFORE)],
      ['2017-01-02T00:00:00.000Z', repriced(monthly, usd(99_000), usd(31_000), '2017-01-02T00:00:00.000Z')],
    );
    expect(renewalOf([...activeWith(1), [JUNE, switchTo(monthly)]], withPlans(facts, later))).toMatchObject({
      plan: monthly,
      price: usd(31_000),
    });
  });

  it('is undone by the present plan', () => {
    const steps: Step[] = [...activeWith(1), [JUNE, switchTo(monthly)]];
    given(...steps)
      .when(switchTo(annual), JUNE)
      .thenEvents(scheduled(annual, annual));
    expect(historyOf([...steps, [JUNE, switchTo(annual)]]).state).toMatchObject({ planAtRenewal: undefined });
  });

  it('twice, or undoing nothing, changes nothing', () => {
    given(...activeWith(1), [JUNE, switchTo(monthly)])
      .when(switchTo(monthly), JUNE)
      .thenNothing();
    given(...activeWith(1))
      .when(switchTo(annual), JUNE)
      .thenNothing();
  });

  it('is none to another product or support level, nor within a period', () => {
    const notASwitch = (productId: ProductId, present: ProductId) =>
      ({ code: 'not-a-term-switch', productId, present }) as const;
    given(...activeWith(1))
      .when(switchTo(advancedMonthly), JUNE)
      .thenRefused(notASwitch(advancedMonthly.productId, annual.productId));
    given(...activeWith(1))
      .when(switchTo(specialized), JUNE)
      .thenRefused(notASwitch(specialized.productId, annual.productId));
    const twin = { ...annual, productId: '157O1WW6525L347' as ProductId };
    const withTwin = withPlans(facts, planOf([LISTED_AT, listed(twin, usd(1))]));
    givenWith(withTwin, ...activeWith(1))
      .when(switchTo(twin), JUNE)
      .thenRefused(notASwitch(twin.productId, annual.productId));
  });

  it('is refused where the target is not on sale', () => {
    const refusal = (productId: ProductId) => ({ code: 'plan-not-available', productId }) as const;
    given(...activeWith(1))
      .when(switchTo({ productId: unlisted }), JUNE)
      .thenRefused(refusal(unlisted));
    const off = withPlans(
      facts,
      planOf([LISTED_AT, listed(monthly, usd(1))], [JUNE, withdrawn(monthly, usd(1), JUNE)]),
    );
    given(...activeWith(1))
      .when(switchTo(monthly), JUNE, off)
      .thenRefused(refusal(monthly.productId));
  });

  it('to a Specialized plan needs no valid CSN: renewals are never stopped', () => {
    const other: PlanDetails = { ...specialized, productId: '237N1WW3740M562' as ProductId, period: 'monthly' };
    const base = withPlans({ ...facts, reseller: resellerWithCsn }, planOf([LISTED_AT, listed(other, usd(1))]));
    const { decision } = givenWith(base, ...activeWith(1, specialized)).when(switchTo(other), JUNE, {
      ...base,
      reseller,
    });
    expect(decision).toMatchObject({ outcome: 'accepted', events: [{ event: { planAtRenewal: other } }] });
  });
});

describe('a command between a due instant and its worker', () => {
  it('is judged in the right term: its reduction is for the next renewal', () => {
    const { decision } = given(...activeWith(5)).when(reduceTo(2), DAYS_LATER);
    expect(decision).toMatchObject({
      events: [
        { event: { type: 'RenewalCutoffPassed' } },
        { effectiveAt: DUE, event: { type: 'SubscriptionRenewed', seats: 5 } },
        { effectiveAt: DAYS_LATER, event: { type: 'SeatReductionScheduled', seatsAtRenewal: 2 } },
      ],
    });
  });

  it('that changes nothing brings what fell due all the same', () => {
    const { decision } = given(...activeWith(5)).when(reduceTo(5), DUE);
    expect(decision).toMatchObject({
      outcome: 'no-effect',
      events: [{ event: { type: 'RenewalCutoffPassed' } }, { event: { type: 'SubscriptionRenewed' } }],
    });
  });

  it('that is refused appends nothing, not even what fell due', () =>
    given(...activeWith(5))
      .when(reduceTo(6), DUE)
      .thenRefused({ code: 'seats-above-present', asked: 6, seats: 5 }));

  it('exactly at the due instant comes after the renewal', () =>
    expect(given(...activeWith(1)).when(addSeats(1), DUE).decision).toMatchObject({
      events: [
        {},
        { event: { type: 'SubscriptionRenewed' } },
        { event: { type: 'SeatsAdded', charge: { termNumber: 2, dueOn: date('2017-01-01') } } },
      ],
    }));
});
