import { plain, plainOf } from '../../kernel/personal.js';
import {
  ada,
  annual,
  date,
  facts,
  instant,
  LISTED_AT,
  listed,
  monthly,
  planOf,
  replacementId,
  replacementTrackingId,
  repriced,
  usd,
  withPlans,
} from '../testing/fixtures.js';
import {
  activated,
  assign,
  failed,
  heldForReview,
  order,
  replace,
  resubmit,
  startingOn,
} from '../testing/subscription.commands.js';
import { asOf, given, givenWith, historyOf, type Step } from '../testing/subscription.scenario.js';
import type { SubscriptionEvent } from './subscription.events.js';

const ORDERED = '2016-01-01T18:00:00.000Z';
const ACTIVE = '2016-01-01T18:01:00.000Z';
const FAILED = '2016-01-01T18:02:00.000Z';
const LATER = '2016-01-01T20:00:00.000Z';
const ordered: Step = [ORDERED, order()];
const error12 = { code: 12, message: 'Invalid PO number' };
const error70 = { code: 70, message: 'Timed out' };
const failedStep: Step = [FAILED, failed(FAILED)];
const failedForGood: Step = [FAILED, failed(FAILED, error70)];

const activation: SubscriptionEvent = {
  type: 'SubscriptionActivated',
  attempt: 1,
  activatedAt: instant(ACTIVE),
  plan: annual,
  seats: 1,
  price: usd(36_500),
  term: { number: 1, startDate: date('2016-01-01'), endDate: date('2016-12-31') },
  cutoff: {
    date: date('2016-12-23'),
    instant: instant('2016-12-24T07:59:59.999Z'),
    calendar: { region: 'US', version: 'for tests' },
    timeZone: 'America/Los_Angeles',
    businessDays: 5,
    cutoffDayCounts: true,
    holidays: [{ date: date('2016-12-26'), name: 'Christmas Day (substitute day)' }],
  },
  commitment: usd(36_500),
  charge: { kind: 'term', termNumber: 1, dueOn: date('2016-01-01'), amount: usd(36_500) },
};

describe('activation', () => {
  it('fixes the first term, its cutoff with all it was computed from, the commitment and the one annual charge', () =>
    given(ordered).when(activated(ACTIVE), ACTIVE).thenEvents(activation));

  it("counts as of the vendor's instant, not as of when we learned of it", () =>
    given(ordered).when(activated(ACTIVE), LATER).thenEvents(asOf(ACTIVE, activation)));

  it('is never before the order, nor in the future', () => {
    const at = (instantText: string) => ({ ...activation, activatedAt: instant(instantText) });
    given(ordered)
      .when(activated('2015-12-31T00:00:00.000Z'), LATER)
      .thenEvents(asOf(ORDERED, at(ORDERED)));
    given(ordered)
      .when(activated('2016-01-05T00:00:00.000Z'), LATER)
      .thenEvents(asOf(LATER, at(LATER)));
  });

  it("starts the term on the day of activation in the policy's time zone", () => {
    const startAt = (at: string) => historyOf([ordered, ['2016-02-02T00:00:00.000Z', activated(at)]]).state;
    expect(startAt('2016-02-01T07:59:59.999Z')).toMatchObject({ anchor: '2016-01-31' });
    expect(startAt('2016-02-01T08:00:00.000Z')).toMatchObject({ anchor: '2016-02-01' });
  });

  it('starts the term on the requested start date if that is later, and is active from now on', () => {
    const early = given([ORDERED, order(startingOn('2016-01-31'))], [ACTIVE, activated(ACTIVE)]);
    expect(early.history.state).toMatchObject({
      status: 'active',
      term: { startDate: '2016-01-31', endDate: '2017-01-30' },
    });
    early.when(assign(ada), LATER).thenEvents({ type: 'LicenseAssigned', endUserId: ada, assignedAt: instant(LATER) });
  });

  it('starts the term on the day of activation if the requested start date passed meanwhile', () =>
    expect(
      historyOf([
        [ORDERED, order(startingOn('2016-01-05'))],
        ['2016-01-09T20:00:00.000Z', activated('2016-01-09T20:00:00.000Z')],
      ]).state,
    ).toMatchObject({ anchor: '2016-01-09' }));

  it('is at the price of the order, whatever the catalogue says by then', () => {
    const dearer = planOf(
      [LISTED_AT, listed(annual, usd(36_500))],
      [ACTIVE, repriced(annual, usd(1), usd(36_500), ACTIVE)],
    );
    givenWith(withPlans(facts, dearer), ordered).when(activated(ACTIVE), LATER).thenEvents(asOf(ACTIVE, activation));
  });

  it('of a monthly plan lets the first instalment fall due in the same append', () => {
    const { decision } = given([ORDERED, order({ plan: monthly })]).when(activated(ACTIVE), LATER);
    expect(decision).toMatchObject({
      outcome: 'accepted',
      events: [
        { effectiveAt: ACTIVE, event: { type: 'SubscriptionActivated', charge: null } },
        {
          effectiveAt: ACTIVE,
          event: {
            type: 'InstalmentFellDue',
            charge: { instalmentNumber: 1, dueOn: '2016-01-01', amount: usd(3_051) },
          },
        },
      ],
    });
  });

  it('that we learn of late brings all that fell due since, each as of its own instant', () => {
    const late = '2016-03-05T00:00:00.000Z';
    const { decision } = given([ORDERED, order({ plan: monthly })]).when(activated(ACTIVE), late);
    const told =
      decision.outcome === 'accepted' ? decision.events.map(({ effectiveAt, event }) => [effectiveAt, event.type]) : [];
    expect(told).toEqual([
      [ACTIVE, 'SubscriptionActivated'],
      [ACTIVE, 'InstalmentFellDue'],
      ['2016-02-01T08:00:00.000Z', 'InstalmentFellDue'],
      ['2016-03-01T08:00:00.000Z', 'InstalmentFellDue'],
    ]);
  });

  it('told twice changes nothing', () =>
    given(ordered, [ACTIVE, activated(ACTIVE)])
      .when(activated(ACTIVE), LATER)
      .thenNothing());
});

describe('slow is not an error', () => {
  it('an order may be in review for days, and then become active', () => {
    const held: Step = [ACTIVE, heldForReview(ACTIVE)];
    given(ordered)
      .when(heldForReview(ACTIVE), LATER)
      .thenEvents(asOf(ACTIVE, { type: 'OrderHeldForReview', attempt: 1, heldAt: instant(ACTIVE) }));
    expect(historyOf([ordered, held]).state).toMatchObject({ status: 'in-review' });
    const { decision } = given(ordered, held).when(activated('2016-01-04T18:00:00.000Z'), '2016-01-04T18:00:00.000Z');
    expect(decision).toMatchObject({ outcome: 'accepted', events: [{ event: { term: { startDate: '2016-01-04' } } }] });
  });

  it('in review told twice changes nothing', () =>
    given(ordered, [ACTIVE, heldForReview(ACTIVE)])
      .when(heldForReview(ACTIVE), LATER)
      .thenNothing());

  it('an order in review may still fail', () =>
    expect(historyOf([ordered, [ACTIVE, heldForReview(ACTIVE)], failedStep]).state).toMatchObject({
      status: 'not-provisioned',
      vendorError: error12,
    }));
});

describe('a failed attempt', () => {
  it("is visible with the vendor's error", () =>
    given(ordered)
      .when(failed(FAILED), LATER)
      .thenEvents(
        asOf(FAILED, {
          type: 'ProvisioningFailed',
          attempt: 1,
          vendorError: error12,
          resubmittable: true,
          failedAt: instant(FAILED),
        }),
      ));

  it('may be corrected and resubmitted, as a new attempt under the same tracking ID, at the price of the order', () => {
    const dearer = planOf(
      [LISTED_AT, listed(annual, usd(36_500))],
      [FAILED, repriced(annual, usd(1), usd(36_500), FAILED)],
    );
    const scene = givenWith(withPlans(facts, dearer), ordered, failedStep);
    const correction = { poNumber: 'PO-2', quantity: 3, supportContact: plain('cad@acme.example') };
    scene.when(resubmit(correction), LATER).thenEvents({
      type: 'OrderResubmitted',
      attempt: 2,
      ...correction,
      resubmittedAt: instant(LATER),
    });
    expect(historyOf([ordered, failedStep, [LATER, resubmit(correction)]]).state).toMatchObject({
      status: 'pending',
      trackingId: 'T-1',
      attempt: 2,
      order: { ...correction, price: usd(36_500) },
    });
  });

  it('resubmitted without a correction says again what the order said', () =>
    given(ordered, failedStep)
      .when(resubmit(), LATER)
      .thenEvents({
        type: 'OrderResubmitted',
        attempt: 2,
        poNumber: 'PO-1',
        quantity: 1,
        supportContact: plainOf('reseller:reseller-1', 'support@northwind.example'),
        resubmittedAt: instant(LATER),
      }));

  it('resubmitted keeps to the seat limit', () => {
    const scene = given(ordered, failedStep);
    expect(scene.when(resubmit({ quantity: 999 }), LATER).decision.outcome).toBe('accepted');
    scene
      .when(resubmit({ quantity: 1000 }), LATER)
      .thenRefused({ code: 'seat-limit-exceeded', asked: 1000, seatsMax: 999 });
  });

  it('has its answers no longer counted once it was resubmitted', () => {
    const again: Step[] = [ordered, failedStep, [LATER, resubmit()]];
    given(...again)
      .when(failed(LATER), LATER)
      .thenNothing();
    given(...again)
      .when(activated(LATER), LATER)
      .thenNothing();
    expect(given(...again).when(activated(LATER, 2), LATER).decision).toMatchObject({
      outcome: 'accepted',
      events: [{ event: { type: 'SubscriptionActivated', attempt: 2 } }],
    });
  });

  it('told twice changes nothing', () => given(ordered, failedStep).when(failed(FAILED), LATER).thenNothing());
});

describe('vendor errors 70 and 71', () => {
  it.each([70, 71])('%i: can never be resubmitted', (code) => {
    const error = { code, message: 'Timed out' };
    const scene = given(ordered, [FAILED, failed(FAILED, error)]);
    expect(scene.history.state).toMatchObject({ resubmittable: false });
    scene
      .when(resubmit({ poNumber: 'PO-2' }), LATER)
      .thenRefused({ code: 'resubmission-not-possible', subscriptionStatus: 'not-provisioned', vendorError: error });
  });

  it('are replaced by a fresh order with a new tracking ID, linked both ways', () => {
    const scene = given([ORDERED, order({ quantity: 4 })], failedForGood);
    scene.when(replace({ poNumber: 'PO-2' }), LATER).thenEvents({
      type: 'OrderReplaced',
      replacedBy: replacementId,
      replacementTrackingId,
      replacement: {
        resellerId: scene.history.state?.order.resellerId,
        customerId: scene.history.state?.order.customerId,
        plan: annual,
        quantity: 4,
        price: usd(36_500),
        poNumber: 'PO-2',
        supportContact: plain('help@northwind.example'),
        startDate: null,
        orderDate: '2016-01-01',
        latestStartDate: '2016-01-31',
        policy: { vendor: 'autodesk', timeZone: 'America/Los_Angeles', seatsMax: 999, startDateDaysMax: 31 },
      },
      replacedAt: LATER,
    } as SubscriptionEvent);
  });
});
