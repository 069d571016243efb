import {
  annual,
  facts,
  instant,
  LISTED_AT,
  listed,
  planOf,
  replacementId,
  replacementTrackingId,
  resellerWithCsn,
  specialized,
  usd,
  withdrawn,
  withPlans,
} from '../testing/fixtures.js';
import {
  activated,
  close,
  failed,
  heldForReview,
  order,
  replace,
  resubmit,
  startingOn,
} from '../testing/subscription.commands.js';
import { given, givenWith, historyOf, type Step } from '../testing/subscription.scenario.js';

const ORDERED = '2016-01-01T18:00:00.000Z';
const ACTIVE = '2016-01-01T18:01:00.000Z';
const FAILED = '2016-01-01T18:02:00.000Z';
const LATER = '2016-01-01T20:00:00.000Z';
const error12 = { code: 12, message: 'Invalid PO number' };
const error70 = { code: 70, message: 'Timed out' };
const ordered: Step = [ORDERED, order()];
const failedStep: Step = [FAILED, failed(FAILED)];
const failedForGood: Step = [FAILED, failed(FAILED, error70)];

describe('any not-provisioned order', () => {
  const replaced: Step[] = [ordered, failedStep, [LATER, replace()]];
  const closed: Step[] = [ordered, failedStep, [LATER, close]];

  it('may be replaced, also one that could be resubmitted', () =>
    expect(historyOf(replaced).state).toMatchObject({
      status: 'replaced',
      replacedBy: replacementId,
      vendorError: error12,
      replacement: { trackingId: replacementTrackingId, replacedAt: LATER, order: { quantity: 1 } },
    }));

  it('may be closed for good', () => {
    given(ordered, failedForGood)
      .when(close, LATER)
      .thenEvents({ type: 'OrderClosed', reason: close.reason, closedAt: instant(LATER) });
    expect(historyOf(closed).state).toMatchObject({ status: 'closed', reason: close.reason, vendorError: error12 });
  });

  it.each([
    ['pending', [ordered]],
    ['in-review', [ordered, [ACTIVE, heldForReview(ACTIVE)]]],
    ['active', [ordered, [ACTIVE, activated(ACTIVE)]]],
  ] as [string, Step[]][])(
    'is nothing that is %s: that can not be resubmitted, replaced or closed',
    (status, steps) => {
      for (const command of [resubmit(), replace(), close]) {
        expect(given(...steps).when(command, LATER).decision).toEqual({
          outcome: 'refused',
          refusal: { code: 'resubmission-not-possible', subscriptionStatus: status, vendorError: null },
        });
      }
    },
  );

  it('is not replaced, resubmitted or closed twice: the refusal names the replacement', () => {
    for (const command of [resubmit(), replace(), close]) {
      given(...replaced)
        .when(command, LATER)
        .thenRefused({
          code: 'resubmission-not-possible',
          subscriptionStatus: 'replaced',
          vendorError: error12,
          replacedBy: replacementId,
        });
      given(...closed)
        .when(command, LATER)
        .thenRefused({ code: 'resubmission-not-possible', subscriptionStatus: 'closed', vendorError: error12 });
    }
  });
});

describe('a replacement is judged as an order of now', () => {
  const failedSpecialized: Step[] = [[ORDERED, order({ plan: specialized })], failedStep];
  const withCsn = { ...facts, reseller: resellerWithCsn };
  const replacing = (steps: Step[], laterFacts = facts, at = LATER) =>
    givenWith(withCsn, ...steps).when(replace(), at, laterFacts).decision;

  it('takes the present price', () => {
    const dearer = planOf([LISTED_AT, listed(annual, usd(40_000))]);
    expect(replacing([ordered, failedStep], withPlans(facts, dearer))).toMatchObject({
      events: [{ event: { replacement: { price: usd(40_000) } } }],
    });
  });

  it('needs the plan on sale, a valid CSN, and no more seats than permitted', () => {
    const { productId } = specialized;
    expect(replacing(failedSpecialized)).toEqual({
      outcome: 'refused',
      refusal: { code: 'csn-required', productId, csnStatus: 'none' },
    });
    const off = planOf([LISTED_AT, listed(specialized, usd(1))], [FAILED, withdrawn(specialized, usd(1), FAILED)]);
    expect(replacing(failedSpecialized, withPlans(withCsn, off))).toEqual({
      outcome: 'refused',
      refusal: { code: 'plan-not-available', productId },
    });
    given(ordered, failedStep)
      .when(replace({ quantity: 1000 }), LATER)
      .thenRefused({ code: 'seat-limit-exceeded', asked: 1000, seatsMax: 999 });
  });

  it('keeps a start date that is still to come, and drops one that passed', () => {
    const steps: Step[] = [[ORDERED, order(startingOn('2016-01-05'))], failedStep];
    const startDate = (at: string) => replacing(steps, facts, at);
    expect(startDate('2016-01-06T07:59:59.999Z')).toMatchObject({
      events: [{ event: { replacement: { startDate: '2016-01-05' } } }],
    });
    expect(startDate('2016-01-06T08:00:00.000Z')).toMatchObject({
      events: [{ event: { replacement: { startDate: null } } }],
    });
  });
});
