import fc from 'fast-check';
import { addDays, addMonths, type CalendarDate, daysBetween, parseCalendarDate, weekdayOf } from './calendar-date.js';

const date = (text: string) => text as CalendarDate;
const anyDate = fc.integer({ min: 0, max: 36_525 }).map((days) => addDays(date('1980-01-01'), days));

describe('a calendar date', () => {
  it.each(['2016-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('is read from %s', (text) =>
    expect(parseCalendarDate(text)).toBe(text),
  );

  it.each([
    '2015-02-29',
    '1900-02-29',
    '2016-13-01',
    '2016-00-10',
    '2016-01-32',
    '0000-01-01',
    '2016-1-1',
    '2016-01-01T00:00',
    '',
  ])('is not read from "%s"', (text) => expect(parseCalendarDate(text)).toBeUndefined());

  it('has a weekday, Monday first', () => {
    expect(weekdayOf(date('2016-12-26'))).toBe(1);
    expect(weekdayOf(date('2016-12-31'))).toBe(6);
    expect(weekdayOf(date('2017-01-01'))).toBe(7);
    expect(weekdayOf(date('1969-12-31'))).toBe(3);
  });

  it('counts days over month ends, leap days and changes of clocks', () => {
    expect(daysBetween(date('2016-02-28'), date('2016-03-01'))).toBe(2);
    expect(daysBetween(date('2017-02-28'), date('2017-03-01'))).toBe(1);
    expect(addDays(date('2016-12-31'), 1)).toBe('2017-01-01');
  });

  it.each([
    ['2016-01-31', 1, '2016-02-29'],
    ['2017-01-31', 1, '2017-02-28'],
    ['2016-01-31', 3, '2016-04-30'],
    ['2016-02-29', 12, '2017-02-28'],
    ['2016-02-29', 48, '2020-02-29'],
    ['2016-11-30', 3, '2017-02-28'],
    ['2016-03-31', -1, '2016-02-29'],
  ])('%s and %i months is %s', (from, months, to) => expect(addMonths(date(from), months)).toBe(to));

  it('comes back over the days in between, whatever they are', () =>
    fc.assert(
      fc.property(anyDate, anyDate, (one, other) => {
        expect(addDays(one, daysBetween(one, other))).toBe(other);
      }),
    ));

  it('keeps its day of the month over months, or is the last day of a shorter one', () =>
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 0, max: 600 }), (from, months) => {
        const to = addMonths(from, months);
        const isLastDay = addDays(to, 1).endsWith('-01');
        expect(to.slice(8) === from.slice(8) || (to.slice(8) < from.slice(8) && isLastDay)).toBe(true);
      }),
    ));
});
