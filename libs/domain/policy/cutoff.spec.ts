import fc from 'fast-check';
import { addDays, daysBetween, weekdayOf } from '../../kernel/calendar-date.js';
import { calendarInLosAngeles, calendarInUtc } from '../testing/fixed-calendar.js';
import { date } from '../testing/fixtures.js';
import { autodeskPolicy } from './autodesk.policy.js';
import { cutoffBefore, firstLateInstant } from './cutoff.js';

const holiday = (on: string, name = 'Holiday') => ({ date: date(on), name });
const christmas = holiday('2016-12-26', 'Christmas Day (substitute day)');

describe('the cutoff', () => {
  it('is the end of the fifth business day before the term end date, with all that it was computed from', () =>
    expect(cutoffBefore(date('2016-12-31'), autodeskPolicy, calendarInLosAngeles([christmas]))).toEqual({
      date: '2016-12-23',
      instant: '2016-12-24T07:59:59.999Z',
      calendar: { region: 'US', version: 'for tests' },
      timeZone: 'America/Los_Angeles',
      businessDays: 5,
      cutoffDayCounts: true,
      holidays: [christmas],
    }));

  /** The vectors, with each calendar's holidays as facts; libs/calendar checks those facts against date-holidays. */
  it.each([
    ['weekends only', '2016-12-31', [], '2016-12-26'],
    ['US', '2016-12-31', ['2016-12-26'], '2016-12-23'],
    ['CA-ON', '2016-12-31', ['2016-12-26'], '2016-12-23'],
    ['GB-ENG', '2016-12-31', ['2016-12-26', '2016-12-27'], '2016-12-22'],
    ['DE', '2016-12-31', ['2016-12-26'], '2016-12-23'],
    ['weekends only', '2017-12-31', [], '2017-12-25'],
    ['US', '2017-12-31', ['2017-12-25'], '2017-12-22'],
    ['CA-ON', '2017-12-31', ['2017-12-25', '2017-12-26'], '2017-12-21'],
    ['GB-ENG', '2017-12-31', ['2017-12-25', '2017-12-26'], '2017-12-21'],
    ['DE', '2017-12-31', ['2017-12-25', '2017-12-26'], '2017-12-21'],
  ])('in calendar %s before %s with holidays on %j is %s', (_region, end, holidays, expected) =>
    expect(cutoffBefore(date(end), autodeskPolicy, calendarInUtc(holidays.map((on) => holiday(on)))).date).toBe(
      expected,
    ),
  );

  it('does not count the term end date itself, though it is a business day', () =>
    expect(cutoffBefore(date('2024-06-14'), autodeskPolicy, calendarInUtc()).date).toBe('2024-06-07'));

  it('records only the holidays that counted: none on a weekend, none outside the days between', () => {
    const around = ['2016-12-23', '2016-12-25', '2016-12-26', '2016-12-31'].map((on) => holiday(on));
    const { date: cutoff, holidays } = cutoffBefore(date('2016-12-30'), autodeskPolicy, calendarInUtc(around));
    expect(cutoff).toBe('2016-12-21');
    expect(holidays).toEqual([holiday('2016-12-23'), holiday('2016-12-26')]);
  });

  it('is the end of the day before where the policy does not count the cutoff day', () => {
    const cutoff = cutoffBefore(date('2016-12-31'), { ...autodeskPolicy, cutoffDayCounts: false }, calendarInUtc());
    expect(cutoff).toMatchObject({ date: '2016-12-26', instant: '2016-12-25T23:59:59.999Z', cutoffDayCounts: false });
  });

  it('follows the clocks: its day ends at 07:00 UTC in summer, at 08:00 in winter', () => {
    const cutoffOf = (end: string) => firstLateInstant(cutoffBefore(date(end), autodeskPolicy, calendarInLosAngeles()));
    expect(cutoffOf('2024-03-15')).toBe('2024-03-09T08:00:00.000Z');
    expect(cutoffOf('2024-03-18')).toBe('2024-03-12T07:00:00.000Z');
  });

  it('is a fault where a calendar is closed for months on end', () => {
    const closedFor = (days: number) =>
      Array.from({ length: days }, (_, index) => holiday(addDays(date('2016-12-30'), -index)));
    const cutoffOf = (days: number) =>
      cutoffBefore(date('2016-12-31'), autodeskPolicy, calendarInUtc(closedFor(days), 'DE')).date;
    expect(cutoffOf(60)).toBe('2016-10-25');
    expect(() => cutoffOf(100)).toThrow('Calendar DE has no 5 business days before 2016-12-31');
  });

  it('is a business day strictly before the end, with exactly as many business days between as the policy says', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 1, max: 15 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }),
        fc.boolean(),
        (offset, businessDays, holidayOffsets, cutoffDayCounts) => {
          const end = addDays(date('2000-01-01'), offset);
          const off = [...new Set(holidayOffsets)].map((days) => addDays(end, -days)).sort();
          const calendar = calendarInUtc(off.map((on) => holiday(on)));
          const policy = { businessDaysBeforeTermEnd: businessDays, cutoffDayCounts };
          const cutoff = cutoffBefore(end, policy, calendar);
          const span = daysBetween(cutoff.date, end);
          const inBetween = Array.from({ length: span }, (_, index) => addDays(cutoff.date, index));
          const open = inBetween.filter((day) => weekdayOf(day) < 6 && !off.includes(day));
          expect(cutoff.date < end).toBe(true);
          expect(open).toHaveLength(businessDays);
          expect(open[0]).toBe(cutoff.date);
          expect(calendar.dateAt(cutoff.instant)).toBe(cutoffDayCounts ? cutoff.date : addDays(cutoff.date, -1));
          const skipped = off.filter((day) => day > cutoff.date && weekdayOf(day) < 6);
          expect(cutoff.holidays.map(({ date: on }) => on)).toEqual(skipped);
        },
      ),
    ));
});
