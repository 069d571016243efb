import fc from 'fast-check';
import { addDays } from '../../kernel/calendar-date.js';
import { date, usd } from '../testing/fixtures.js';
import { instalmentsOf, termCharge } from './instalments.js';
import { termFrom } from './term.js';

describe('instalments', () => {
  it('are twelve, with the remainder in the first ones', () =>
    expect(instalmentsOf(date('2016-01-31'), 1, usd(36_605)).map(({ amount }) => amount.amountMinor)).toEqual([
      ...Array(5).fill(3051),
      ...Array(7).fill(3050),
    ]));

  it('say their number, term and due date', () =>
    expect(instalmentsOf(date('2016-01-31'), 2, usd(1200))[1]).toEqual({
      kind: 'instalment',
      termNumber: 2,
      instalmentNumber: 2,
      dueOn: '2017-02-28',
      amount: usd(100),
    }));

  it('add up exactly to the commitment, whatever it is', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), fc.integer({ min: 0, max: 9_999 }), (total, days) => {
        const instalments = instalmentsOf(addDays(date('2000-01-01'), days), 3, usd(total));
        expect(instalments.map(({ instalmentNumber }) => instalmentNumber)).toEqual([
          1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
        ]);
        expect(instalments.reduce((sum, { amount }) => sum + amount.amountMinor, 0)).toBe(total);
      }),
    ));
});

describe("an annual term's charge", () => {
  const term = termFrom(date('2016-01-31'), 2);

  it('is one, of the whole commitment, on the first day of the term', () =>
    expect(termCharge('annual', term, usd(36_500))).toEqual({
      kind: 'term',
      termNumber: 2,
      dueOn: '2017-01-31',
      amount: usd(36_500),
    }));

  it('does not exist in a monthly term', () => expect(termCharge('monthly', term, usd(36_500))).toBeNull());
});
