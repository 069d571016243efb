import fc from 'fast-check';
import { addDays, daysBetween } from '../../kernel/calendar-date.js';
import { date, usd } from '../testing/fixtures.js';
import { prorate, seatCharges } from './proration.js';
import { daysOfTerm, termFrom } from './term.js';

const term = termFrom(date('2017-01-15'), 1);
const running = { anchor: date('2017-01-15'), term, period: 'monthly' } as const;

describe('proration', () => {
  it('counts the days from today to the term end date, both included', () => {
    expect(prorate(usd(36_500), 1, term, date('2018-01-14'))).toEqual({
      price: usd(36_500),
      days: 1,
      daysOfTerm: 365,
      total: usd(100),
    });
    expect(prorate(usd(36_500), 3, term, date('2017-12-16')).total).toEqual(usd(9_000));
  });

  it("is the full price on the term's first day and before it", () => {
    expect(prorate(usd(36_500), 2, term, date('2017-01-15')).total).toEqual(usd(73_000));
    expect(prorate(usd(36_500), 2, term, date('2016-12-20'))).toMatchObject({ days: 365, total: usd(73_000) });
  });

  it('divides by the 366 days of a term with a 29 February', () =>
    expect(prorate(usd(36_600), 1, termFrom(date('2016-01-01'), 1), date('2016-12-31'))).toMatchObject({
      daysOfTerm: 366,
      total: usd(100),
    }));

  it('rounds half up once, on the total, and not seat by seat', () => {
    // Each of five seats at 1 for 73 of 365 days would round to nothing.
    expect(prorate(usd(1), 5, term, addDays(term.endDate, -72)).total).toEqual(usd(1));
    expect(prorate(usd(5), 1, term, addDays(term.endDate, -36)).total).toEqual(usd(1));
    expect(prorate(usd(5), 1, term, addDays(term.endDate, -35)).total).toEqual(usd(0));
  });

  it('is between nothing and the full price, and never more on a later day', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.integer({ min: 1, max: 998 }),
        fc.integer({ min: 0, max: 9_999 }),
        fc.integer({ min: -30, max: 364 }),
        (price, added, anchorOffset, offset) => {
          const any = termFrom(addDays(date('2000-01-01'), anchorOffset), 2);
          const today = addDays(any.startDate, offset);
          const { days, total } = prorate(usd(price), added, any, today);
          const nextDay = prorate(usd(price), added, any, addDays(today, 1));
          expect(days).toBeGreaterThanOrEqual(1);
          expect(days).toBeLessThanOrEqual(daysOfTerm(any));
          expect(total.amountMinor).toBeGreaterThanOrEqual(0);
          expect(total.amountMinor).toBeLessThanOrEqual(price * added);
          if (today < any.endDate) expect(nextDay.total.amountMinor).toBeLessThanOrEqual(total.amountMinor);
          expect(Math.abs(total.amountMinor * daysOfTerm(any) - price * added * days) * 2).toBeLessThanOrEqual(
            daysOfTerm(any),
          );
        },
      ),
    ));
});

describe('the charge for added seats', () => {
  it('is due at once in an annual term', () =>
    expect(seatCharges(usd(1000), { ...running, period: 'annual' }, date('2017-02-01'))).toEqual([
      { kind: 'seats', termNumber: 1, dueOn: '2017-02-01', amount: usd(1000) },
    ]));

  it('is split over today and the instalments dated after today, the remainder in the first ones', () =>
    expect(seatCharges(usd(100), running, date('2017-11-14'))).toEqual([
      { kind: 'seats', termNumber: 1, dueOn: '2017-11-14', amount: usd(34) },
      { kind: 'seats', termNumber: 1, instalmentNumber: 11, dueOn: '2017-11-15', amount: usd(33) },
      { kind: 'seats', termNumber: 1, instalmentNumber: 12, dueOn: '2017-12-15', amount: usd(33) },
    ]));

  it('does not count the instalment of today: that one is not after today', () =>
    expect(
      seatCharges(usd(100), running, date('2017-11-15')).map(({ dueOn, amount }) => [dueOn, amount.amountMinor]),
    ).toEqual([
      ['2017-11-15', 50],
      ['2017-12-15', 50],
    ]));

  it('is one charge after the last instalment', () =>
    expect(seatCharges(usd(100), running, date('2017-12-15'))).toHaveLength(1));

  it("has thirteen parts before the term's first day", () => {
    const parts = seatCharges(usd(1300), running, date('2017-01-14'));
    expect(parts.map(({ amount }) => amount.amountMinor)).toEqual(Array(13).fill(100));
    expect(parts[0]).toEqual({ kind: 'seats', termNumber: 1, dueOn: '2017-01-14', amount: usd(100) });
    expect(parts[1]).toMatchObject({ instalmentNumber: 1, dueOn: '2017-01-15' });
  });

  it('leaves out later parts of nothing, but never the one of today', () => {
    expect(seatCharges(usd(2), running, date('2017-10-20')).map(({ amount }) => amount.amountMinor)).toEqual([1, 1]);
    expect(seatCharges(usd(0), running, date('2017-10-20')).map(({ amount }) => amount.amountMinor)).toEqual([0]);
  });

  it('adds up, starts today, and has its later parts on instalments of this term', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 0, max: 9_999 }),
        fc.integer({ min: -30, max: 364 }),
        (total, anchorOffset, offset) => {
          const anchor = addDays(date('2000-01-01'), anchorOffset);
          const any = termFrom(anchor, 2);
          const today = addDays(any.startDate, offset);
          fc.pre(daysBetween(today, any.endDate) >= 0);
          const [now, ...later] = seatCharges(usd(total), { anchor, term: any, period: 'monthly' }, today);
          expect([now, ...later].reduce((sum, { amount }) => sum + amount.amountMinor, 0)).toBe(total);
          expect(now.dueOn).toBe(today);
          expect(later.every(({ dueOn }) => dueOn > today && dueOn <= any.endDate)).toBe(true);
        },
      ),
    ));
});
