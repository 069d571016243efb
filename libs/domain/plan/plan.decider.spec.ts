import { addMilliseconds, type Instant } from '../../kernel/instant.js';
import { annual, instant, LISTED_AT, listed, planOf, repriced, usd, withdrawn } from '../testing/fixtures.js';
import { decidePlan } from './plan.decider.js';
import type { PlanDetails } from './plan.events.js';
import { isOnSaleAt, priceAt } from './plan-at.js';

const now = instant('2016-06-01T00:00:00.000Z');
const { productId } = annual;
const onSale = planOf([LISTED_AT, listed(annual, usd(100))]);
const offSale = planOf(
  [LISTED_AT, listed(annual, usd(100))],
  ['2016-03-01T00:00:00.000Z', withdrawn(annual, usd(100), '2016-03-01T00:00:00.000Z')],
);
const list = (plan: PlanDetails, amountMinor: number, currency = 'USD') =>
  ({ type: 'ListServicePlan', plan, price: { amountMinor, currency } }) as const;
const withdraw = { type: 'WithdrawServicePlan', productId } as const;
const accepted = (event: object) => ({ outcome: 'accepted', events: [event] });
const noEffect = { outcome: 'no-effect' };

describe('listing a service plan', () => {
  it('puts it on sale', () =>
    expect(decidePlan(undefined, list(annual, 100), now)).toEqual(
      accepted({ type: 'ServicePlanListed', plan: annual, price: usd(100), listedAt: now }),
    ));

  it('twice changes nothing', () => expect(decidePlan(onSale, list(annual, 100), now)).toEqual(noEffect));

  it('with another price reprices it', () =>
    expect(decidePlan(onSale, list(annual, 101), now)).toEqual(
      accepted({ type: 'ServicePlanRepriced', productId, price: usd(101), previousPrice: usd(100), repricedAt: now }),
    ));

  it('lists it again after a withdrawal, at whatever price', () => {
    const again = (amountMinor: number) => ({
      type: 'ServicePlanListed',
      plan: annual,
      price: usd(amountMinor),
      listedAt: now,
    });
    expect(decidePlan(offSale, list(annual, 100), now)).toEqual(accepted(again(100)));
    expect(decidePlan(offSale, list(annual, 250), now)).toEqual(accepted(again(250)));
  });

  it.each([
    ['productName', { productName: 'AutoCAD' }],
    ['period', { period: 'monthly' }],
    ['supportLevel', { supportLevel: 'advanced' }],
    ['catalogue', { catalogue: 'specialized' }],
  ] as const)('never changes its %s, on sale or withdrawn', (field, changed) => {
    const refused = { outcome: 'refused', refusal: { code: 'plan-differs', listed: annual, differing: [field] } };
    expect(decidePlan(onSale, list({ ...annual, ...changed }, 100), now)).toEqual(refused);
    expect(decidePlan(offSale, list({ ...annual, ...changed }, 100), now)).toEqual(refused);
  });

  it('never changes its currency, and names everything that differs', () =>
    expect(decidePlan(onSale, list({ ...annual, period: 'monthly' }, 90, 'EUR'), now)).toEqual({
      outcome: 'refused',
      refusal: { code: 'plan-differs', listed: annual, differing: ['period', 'currency'] },
    }));
});

describe('withdrawing a service plan', () => {
  it('takes it off sale and says its last price', () =>
    expect(decidePlan(onSale, withdraw, now)).toEqual(
      accepted({ type: 'ServicePlanWithdrawn', productId, lastPrice: usd(100), withdrawnAt: now }),
    ));

  it('twice changes nothing', () => expect(decidePlan(offSale, withdraw, now)).toEqual(noEffect));

  it('that was never listed is refused', () =>
    expect(decidePlan(undefined, withdraw, now)).toEqual({
      outcome: 'refused',
      refusal: { code: 'not-found', what: 'service-plan', productId },
    }));
});

describe("a plan's history", () => {
  const firstOf = (month: string) => instant(`2016-${month}-01T00:00:00.000Z`);
  const [january, march, may, july] = [firstOf('01'), firstOf('03'), firstOf('05'), firstOf('07')] as const;
  const justBefore = (at: Instant) => addMilliseconds(at, -1);
  const plan = planOf(
    [january, listed(annual, usd(100))],
    [march, repriced(annual, usd(120), usd(100), march)],
    [may, withdrawn(annual, usd(120), may)],
    [july, listed(annual, usd(150))],
  );

  it('knows the price of every instant, from the very instant of a change on', () => {
    expect(priceAt(plan, justBefore(january))).toBeUndefined();
    expect(priceAt(plan, january)).toEqual(usd(100));
    expect(priceAt(plan, justBefore(march))).toEqual(usd(100));
    expect(priceAt(plan, march)).toEqual(usd(120));
    expect(priceAt(plan, justBefore(july))).toEqual(usd(120));
    expect(priceAt(plan, july)).toEqual(usd(150));
  });

  it('knows when it was on sale', () => {
    expect(isOnSaleAt(plan, justBefore(january))).toBe(false);
    expect(isOnSaleAt(plan, january)).toBe(true);
    expect(isOnSaleAt(plan, justBefore(may))).toBe(true);
    expect(isOnSaleAt(plan, may)).toBe(false);
    expect(isOnSaleAt(plan, justBefore(july))).toBe(false);
    expect(isOnSaleAt(plan, july)).toBe(true);
    expect(isOnSaleAt(undefined, july)).toBe(false);
  });

  it('takes the last of several changes at one instant', () => {
    const busy = planOf(
      [january, listed(annual, usd(100))],
      [january, repriced(annual, usd(120), usd(100), january)],
      [january, withdrawn(annual, usd(120), january)],
      [january, listed(annual, usd(130))],
    );
    expect(priceAt(busy, january)).toEqual(usd(130));
    expect(isOnSaleAt(busy, january)).toBe(true);
  });

  it('begins with a listing', () => expect(() => planOf([march, withdrawn(annual, usd(1), march)])).toThrow());
});
