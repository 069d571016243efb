import fc from 'fast-check';
import { usd } from '../testing/fixtures.js';
import { addMoney, fractionOf, multiplyMoney, sameMoney, splitEvenly, zeroOf } from './money.js';

const amount = fc.integer({ min: 0, max: 1_000_000_000_000 }).map(usd);

describe('money', () => {
  it('is the same only in the same currency', () => {
    expect(sameMoney(usd(100), usd(100))).toBe(true);
    expect(sameMoney(usd(100), usd(101))).toBe(false);
    expect(sameMoney(usd(100), { amountMinor: 100, currency: 'EUR' })).toBe(false);
  });

  it('adds and multiplies in minor units, and never mixes currencies', () => {
    expect(addMoney(usd(1), usd(2))).toEqual(usd(3));
    expect(multiplyMoney(usd(57_625), 3)).toEqual(usd(172_875));
    expect(() => addMoney(usd(1), zeroOf('EUR'))).toThrow("Can't add EUR to USD");
  });

  it('splits with the remainder in the first parts', () => {
    expect(splitEvenly(usd(100), 3).map((part) => part.amountMinor)).toEqual([34, 33, 33]);
    expect(splitEvenly(usd(2), 3).map((part) => part.amountMinor)).toEqual([1, 1, 0]);
  });

  it('splits into parts that add up, differ by one at most and never grow', () =>
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 13 }), (total, parts) => {
        const amounts = splitEvenly(total, parts).map(({ amountMinor }) => amountMinor);
        const [first = 0] = amounts;
        expect(amounts).toHaveLength(parts);
        expect(amounts.reduce((sum, part) => sum + part, 0)).toBe(total.amountMinor);
        expect(first - (amounts.at(-1) ?? 0)).toBeLessThanOrEqual(1);
        expect(amounts).toEqual([...amounts].sort((one, other) => other - one));
      }),
    ));

  it('rounds a fraction half up', () => {
    expect(fractionOf(usd(1), 1, 2)).toEqual(usd(1));
    expect(fractionOf(usd(1), 1, 3)).toEqual(usd(0));
    expect(fractionOf(usd(100), 182, 365)).toEqual(usd(50));
    expect(fractionOf(usd(5), 3, 10)).toEqual(usd(2));
    expect(fractionOf(usd(5), 149, 500)).toEqual(usd(1));
  });

  it('takes exact fractions of amounts whose products are no safe integers', () =>
    expect(fractionOf(usd(9_007_199_254_740_991), 366, 366)).toEqual(usd(9_007_199_254_740_991)));
});
