import type { Csn, ResellerId } from '../../kernel/ids.js';
import { plain, plainOf } from '../../kernel/personal.js';
import {
  annual,
  customer,
  customerId,
  date,
  facts,
  instant,
  LISTED_AT,
  listed,
  monthly,
  planOf,
  reseller,
  resellerId,
  resellerWithCsn,
  specialized,
  subscriptionId,
  trackingId,
  unlisted,
  usd,
  withdrawn,
  withPlans,
} from '../testing/fixtures.js';
import { activated, order, settleDue, startingOn } from '../testing/subscription.commands.js';
import { given, givenWith } from '../testing/subscription.scenario.js';
import { plansNeeded } from './plans-needed.js';
import type { PlaceDecidedOrder } from './subscription.commands.js';
import type { OrderFacts, SubscriptionOrdered } from './subscription.events.js';
import { previewOrder } from './subscription.preview.js';

/** 10:00 on 1 March in Los Angeles. */
const NOW = '2016-03-01T18:00:00.000Z';

const taken: OrderFacts = {
  resellerId,
  customerId,
  plan: annual,
  quantity: 1,
  price: usd(36_500),
  poNumber: 'PO-1',
  supportContact: plainOf(`reseller:${resellerId}`, 'support@northwind.example'),
  startDate: null,
  orderDate: date('2016-03-01'),
  latestStartDate: date('2016-03-31'),
  policy: { vendor: 'autodesk', timeZone: 'America/Los_Angeles', seatsMax: 999, startDateDaysMax: 31 },
};
const ordered = (facts_: Partial<OrderFacts> = {}): SubscriptionOrdered => ({
  type: 'SubscriptionOrdered',
  subscriptionId,
  trackingId,
  order: { ...taken, ...facts_ },
  replaces: null,
  fromCart: false,
  orderedAt: instant(NOW),
});

describe('ordering a plan in one command', () => {
  it('fixes everything: plan, price, dates and what was taken from the vendor policy', () =>
    given().when(order(), NOW).thenEvents(ordered()));

  it('again under the same id changes nothing', () => given([NOW, order()]).when(order(), NOW).thenNothing());

  it('is pending at the vendor, as attempt 1', () =>
    expect(given([NOW, order()]).history.state).toEqual({
      status: 'pending',
      subscriptionId,
      trackingId,
      order: taken,
      attempt: 1,
      replaces: null,
      orderedAt: NOW,
    }));

  it("names the support contact for that customer: given with it, else the reseller's", () => {
    given()
      .when(order({ supportContact: plain('cad@acme.example') }), NOW)
      .thenEvents(ordered({ supportContact: plain('cad@acme.example') }));
    given()
      .when(order(), NOW)
      .thenEvents(ordered({ supportContact: plainOf(`reseller:${resellerId}`, reseller.details.supportEmail) }));
  });
});

describe('who may buy what', () => {
  const bySpecialized = order({ plan: specialized });

  it('the Open catalogue is for everyone', () => expect(given().when(order(), NOW).decision.outcome).toBe('accepted'));

  it('Specialized products need a valid CSN', () =>
    givenWith({ ...facts, reseller: resellerWithCsn })
      .when(bySpecialized, NOW)
      .thenEvents(ordered({ plan: specialized, price: usd(297_875) })));

  it.each(['none', 'pending', 'rejected', 'revoked'] as const)(
    'a CSN that is %s opens the Open catalogue only',
    (csnStatus) => {
      const notValid = { ...facts, reseller: { ...resellerWithCsn, csn: '0070176510' as Csn, csnStatus } };
      givenWith(notValid)
        .when(bySpecialized, NOW)
        .thenRefused({ code: 'csn-required', productId: specialized.productId, csnStatus });
      expect(givenWith(notValid).when(order(), NOW).decision.outcome).toBe('accepted');
    },
  );

  it('a plan never listed, not listed yet or withdrawn is not available', () => {
    const refusal = (productId: typeof unlisted) => ({ code: 'plan-not-available', productId }) as const;
    given()
      .when(order({ productId: unlisted }), NOW)
      .thenRefused(refusal(unlisted));
    const later = withPlans(facts, planOf(['2016-03-01T18:00:00.001Z', listed(annual, usd(1))]));
    givenWith(later).when(order(), NOW).thenRefused(refusal(annual.productId));
    const off = withPlans(facts, planOf([LISTED_AT, listed(annual, usd(1))], [NOW, withdrawn(annual, usd(1), NOW)]));
    givenWith(off).when(order(), NOW).thenRefused(refusal(annual.productId));
  });
});

describe('an order is judged in this order', () => {
  /** Wrong in everything at once; each line puts one thing right. */
  const asked = order({ plan: specialized, quantity: 1000, ...startingOn('2001-01-01') });
  const other = { ...customer, resellerId: 'reseller-2' as ResellerId };
  const none = { ...facts, reseller: undefined, customer: undefined, plan: () => undefined };
  const { productId } = specialized;

  it('reseller, customer, its reseller, plan, CSN, seats, start date', () => {
    givenWith(none).when(asked, NOW).thenRefused({ code: 'not-found', what: 'reseller', resellerId });
    const known = { ...none, reseller };
    givenWith(known).when(asked, NOW).thenRefused({ code: 'not-found', what: 'customer', customerId });
    const foreign = { ...known, customer: other };
    givenWith(foreign).when(asked, NOW).thenRefused({ code: 'customer-of-another-reseller', customerId });
    const own = { ...known, customer };
    givenWith(own).when(asked, NOW).thenRefused({ code: 'plan-not-available', productId });
    const onSale = { ...own, plan: facts.plan };
    givenWith(onSale).when(asked, NOW).thenRefused({ code: 'csn-required', productId, csnStatus: 'none' });
    const allowed = { ...onSale, reseller: resellerWithCsn };
    givenWith(allowed).when(asked, NOW).thenRefused({ code: 'seat-limit-exceeded', asked: 1000, seatsMax: 999 });
    givenWith(allowed)
      .when({ ...asked, quantity: 999 }, NOW)
      .thenRefused({
        code: 'start-date-out-of-range',
        startDate: date('2001-01-01'),
        earliest: date('2016-03-01'),
        latest: date('2016-03-31'),
      });
  });
});

describe('the requested start date', () => {
  const outOfRange = (startDate: string) => ({
    code: 'start-date-out-of-range' as const,
    startDate: date(startDate),
    earliest: date('2016-03-01'),
    latest: date('2016-03-31'),
  });

  it('is at most 31 days ahead, the order date counted as the first: ordered on 1 March, 31 March at the latest', () => {
    given()
      .when(order(startingOn('2016-03-31')), NOW)
      .thenEvents(ordered({ startDate: date('2016-03-31') }));
    given()
      .when(order(startingOn('2016-04-01')), NOW)
      .thenRefused(outOfRange('2016-04-01'));
  });

  it('is today at the earliest', () => {
    given()
      .when(order(startingOn('2016-03-01')), NOW)
      .thenEvents(ordered({ startDate: date('2016-03-01') }));
    given()
      .when(order(startingOn('2016-02-29')), NOW)
      .thenRefused(outOfRange('2016-02-29'));
  });

  it("counts from today in the policy's time zone, not in UTC", () => {
    const lastOfFebruary = '2016-03-01T07:59:59.999Z';
    const events = given().when(order(startingOn('2016-03-30')), lastOfFebruary).decision;
    expect(events).toMatchObject({
      events: [{ event: { order: { orderDate: '2016-02-29', latestStartDate: '2016-03-30' } } }],
    });
    expect(given().when(order(startingOn('2016-03-31')), lastOfFebruary).decision.outcome).toBe('refused');
  });
});

describe('the second append of a checkout or a replacement', () => {
  const decided: PlaceDecidedOrder = {
    type: 'PlaceDecidedOrder',
    subscriptionId,
    trackingId,
    order: taken,
    replaces: null,
    fromCart: true,
    orderedAt: instant(NOW),
  };
  const event = { effectiveAt: instant(NOW), event: { ...ordered(), fromCart: true } };

  it('is as of the first one, also when it comes days later and nothing would be permitted any more', () => {
    given().when(decided, NOW).thenEvents(event);
    const nothing = { ...facts, reseller: undefined, customer: undefined, plan: () => undefined };
    givenWith(nothing).when(decided, '2016-03-04T00:00:00.000Z').thenEvents(event);
  });

  it('changes nothing when it was done', () => given([NOW, decided]).when(decided, NOW).thenNothing());
});

describe('previewing an order', () => {
  const asked = order({ quantity: 2 });

  it('answers with charges, commitment, term and cutoff as if activated today, and is never refundable', () =>
    expect(previewOrder(asked, facts, instant(NOW))).toEqual({
      outcome: 'accepted',
      preview: {
        order: { ...taken, quantity: 2 },
        term: { number: 1, startDate: '2016-03-01', endDate: '2017-02-28' },
        cutoff: expect.objectContaining({ date: '2017-02-21', instant: '2017-02-22T07:59:59.999Z' }),
        commitment: usd(73_000),
        charges: [{ kind: 'term', termNumber: 1, dueOn: '2016-03-01', amount: usd(73_000) }],
        refundable: false,
      },
    }));

  it('has twelve instalments for a monthly plan, from the requested start date on', () => {
    const result = previewOrder(order({ plan: monthly, ...startingOn('2016-03-31') }), facts, instant(NOW));
    const charges = result.outcome === 'accepted' ? result.preview.charges : [];
    expect(charges).toHaveLength(12);
    expect(charges[0]).toEqual({
      kind: 'instalment',
      termNumber: 1,
      instalmentNumber: 1,
      dueOn: '2016-03-31',
      amount: usd(3_051),
    });
    expect(charges[11]).toMatchObject({ instalmentNumber: 12, dueOn: '2017-02-28', amount: usd(3_050) });
  });

  it('is refused as the order would be', () =>
    expect(previewOrder(order({ quantity: 1000 }), facts, instant(NOW))).toEqual({
      outcome: 'refused',
      refusal: { code: 'seat-limit-exceeded', asked: 1000, seatsMax: 999 },
    }));
});

describe('what is not there', () => {
  it('can not be commanded', () =>
    given().when(settleDue, NOW).thenRefused({ code: 'not-found', what: 'subscription' }));
});

describe('the plans that a decision needs', () => {
  const active = given([NOW, order()], [NOW, activated(NOW)]).history.state;

  it.each([
    ['of an order: its own', undefined, order(), [annual.productId]],
    [
      'of a subscription at the vendor: the ordered one',
      given([NOW, order()]).history.state,
      settleDue,
      [annual.productId],
    ],
    ['of an active subscription: the one that renews', active, settleDue, [annual.productId]],
    [
      'of a switch: the target too',
      active,
      { type: 'SwitchTermAtRenewal', productId: monthly.productId } as const,
      [annual.productId, monthly.productId],
    ],
  ])('%s', (_what, state, command, expected) => expect(plansNeeded(state, command)).toEqual(expected));
});
