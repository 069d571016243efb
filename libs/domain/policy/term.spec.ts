import fc from 'fast-check';
import { addDays, addMonths, daysBetween } from '../../kernel/calendar-date.js';
import { date } from '../testing/fixtures.js';
import { dayAfterTerm, daysOfTerm, instalmentDueOn, MONTHS_PER_TERM, termFrom } from './term.js';

const anchor = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays(date('2000-01-01'), days));
const number = fc.integer({ min: 1, max: 40 });

describe('a term', () => {
  it('ends, the term end date included, 12 months less a day after its start', () =>
    expect(termFrom(date('2016-01-01'), 1)).toEqual({ number: 1, startDate: '2016-01-01', endDate: '2016-12-31' }));

  it('is followed by the next one on the day after', () => {
    expect(dayAfterTerm(termFrom(date('2016-01-01'), 1))).toBe('2017-01-01');
    expect(termFrom(date('2016-01-01'), 2)).toEqual({ number: 2, startDate: '2017-01-01', endDate: '2017-12-31' });
  });

  it('has 366 days when a 29 February is in it', () => {
    expect(daysOfTerm(termFrom(date('2016-01-01'), 1))).toBe(366);
    expect(daysOfTerm(termFrom(date('2016-03-01'), 1))).toBe(365);
  });

  it('does not drift from a 29 February: every fourth year starts on it again', () =>
    expect([1, 2, 3, 4, 5].map((term) => termFrom(date('2016-02-29'), term))).toEqual([
      { number: 1, startDate: '2016-02-29', endDate: '2017-02-27' },
      { number: 2, startDate: '2017-02-28', endDate: '2018-02-27' },
      { number: 3, startDate: '2018-02-28', endDate: '2019-02-27' },
      { number: 4, startDate: '2019-02-28', endDate: '2020-02-28' },
      { number: 5, startDate: '2020-02-29', endDate: '2021-02-27' },
    ]));

  it('has instalments that do not drift from a 31 January: a short month clamps only its own', () =>
    expect(Array.from({ length: 12 }, (_, index) => instalmentDueOn(date('2016-01-31'), 1, index + 1))).toEqual([
      '2016-01-31',
      '2016-02-29',
      '2016-03-31',
      '2016-04-30',
      '2016-05-31',
      '2016-06-30',
      '2016-07-31',
      '2016-08-31',
      '2016-09-30',
      '2016-10-31',
      '2016-11-30',
      '2016-12-31',
    ]));

  it('counts the instalments of later terms from the anchor too', () => {
    expect(instalmentDueOn(date('2016-01-31'), 2, 2)).toBe('2017-02-28');
    expect(instalmentDueOn(date('2016-02-29'), 5, 1)).toBe('2020-02-29');
  });

  it('leaves no day between terms and none in two, whatever the anchor', () =>
    fc.assert(
      fc.property(anchor, number, (from, term) => {
        const present = termFrom(from, term);
        expect(termFrom(from, term + 1).startDate).toBe(addDays(present.endDate, 1));
        expect(present.startDate).toBe(addMonths(from, MONTHS_PER_TERM * (term - 1)));
        expect([365, 366]).toContain(daysOfTerm(present));
      }),
    ));

  it('has twelve instalments in it, the first on its first day, each later than the one before', () =>
    fc.assert(
      fc.property(anchor, number, (from, term) => {
        const present = termFrom(from, term);
        const dates = Array.from({ length: 12 }, (_, index) => instalmentDueOn(from, term, index + 1));
        expect(dates[0]).toBe(present.startDate);
        expect(dates.every((due) => due >= present.startDate && due <= present.endDate)).toBe(true);
        const gaps = dates.slice(1).map((due, index) => daysBetween(dates[index] ?? due, due));
        expect(gaps.every((days) => days >= 28 && days <= 31)).toBe(true);
      }),
    ));
});
