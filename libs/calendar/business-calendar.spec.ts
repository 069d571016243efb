import fc from 'fast-check';
import { autodeskPolicy } from '#domain/policy/autodesk.policy.js';
import { cutoffBefore } from '#domain/policy/cutoff.js';
import { addDays, type CalendarDate } from '#kernel/calendar-date.js';
import { addMilliseconds, type Instant } from '#kernel/instant.js';
import { createBusinessCalendar } from './business-calendar.js';

const date = (text: string) => text as CalendarDate;
const calendarOf = (calendarRegion: string | null, timeZone = 'America/Los_Angeles') =>
  createBusinessCalendar({ calendarRegion, timeZone });
const holidaysOf = (region: string | null, from: string, to: string) =>
  calendarOf(region)
    .holidays(date(from), date(to))
    .map((holiday) => `${holiday.date} ${holiday.name}`);

describe('the cutoff table, by date-holidays 3.37.0', () => {
  it.each([
    [null, '2016-12-26', '2017-12-25'],
    ['US', '2016-12-23', '2017-12-22'],
    ['CA-ON', '2016-12-23', '2017-12-21'],
    ['GB-ENG', '2016-12-22', '2017-12-21'],
    ['DE', '2016-12-23', '2017-12-21'],
  ])('calendar %s: %s before 2016-12-31 and %s before 2017-12-31', (region, before2017, before2018) => {
    const cutoff = (end: string) => cutoffBefore(date(end), autodeskPolicy, calendarOf(region)).date;
    expect([cutoff('2016-12-31'), cutoff('2017-12-31')]).toEqual([before2017, before2018]);
  });

  it('records what it was computed from', () =>
    expect(cutoffBefore(date('2016-12-31'), autodeskPolicy, calendarOf('US'))).toEqual({
      date: '2016-12-23',
      instant: '2016-12-24T07:59:59.999Z',
      calendar: { region: 'US', version: 'date-holidays 3.37.0' },
      timeZone: 'America/Los_Angeles',
      businessDays: 5,
      cutoffDayCounts: true,
      holidays: [{ date: '2016-12-26', name: 'Christmas Day (substitute day)' }],
    }));
});

describe('public holidays', () => {
  it('have their observed days, also in the year before', () =>
    expect(holidaysOf('US', '2021-12-20', '2022-01-05')).toEqual([
      '2021-12-24 Christmas Day (substitute day)',
      '2021-12-25 Christmas Day',
      "2021-12-31 New Year's Day (substitute day)",
      "2022-01-01 New Year's Day",
    ]));

  it('are public only: no observances, no bank or school holidays', () =>
    expect(holidaysOf('US', '2022-02-01', '2022-02-28')).toEqual(["2022-02-21 Washington's Birthday"]));

  it('are on every day that they last', () =>
    expect(holidaysOf('TR', '2024-04-09', '2024-04-13').map((text) => text.slice(0, 10))).toEqual([
      '2024-04-10',
      '2024-04-11',
      '2024-04-12',
    ]));

  it('are none in a calendar of weekends only', () => {
    expect(holidaysOf(null, '2016-01-01', '2016-12-31')).toEqual([]);
    expect(calendarOf(null)).toMatchObject({ region: null, version: 'weekends only' });
  });

  it('are asked for by whole days, both included', () => {
    expect(holidaysOf('US', '2016-12-26', '2016-12-26')).toEqual(['2016-12-26 Christmas Day (substitute day)']);
    expect(holidaysOf('US', '2016-12-27', '2016-12-31')).toEqual([]);
    expect(holidaysOf('US', '2016-12-27', '2016-12-26')).toEqual([]);
  });

  it.each(['XX', 'CA-XX', 'DE-BY-XX', 'us', ''])('of region "%s" are unknown, and that is said at start', (region) =>
    expect(() => calendarOf(region)).toThrow(RangeError),
  );
});

describe('days in a time zone', () => {
  const losAngeles = calendarOf('US');

  it.each([
    ['2024-01-15', '2024-01-15T08:00:00.000Z'],
    ['2024-07-15', '2024-07-15T07:00:00.000Z'],
    ['2024-03-10', '2024-03-10T08:00:00.000Z'],
    ['2024-03-11', '2024-03-11T07:00:00.000Z'],
    ['2024-11-03', '2024-11-03T07:00:00.000Z'],
    ['2024-11-04', '2024-11-04T08:00:00.000Z'],
  ])('%s begins in Los Angeles at %s', (day, start) => expect(losAngeles.startOfDay(date(day))).toBe(start));

  it('begin at one where the clocks go forward at midnight', () => {
    const cairo = calendarOf(null, 'Africa/Cairo');
    expect(cairo.startOfDay(date('2024-04-26'))).toBe('2024-04-25T22:00:00.000Z');
    expect(cairo.dateAt('2024-04-25T21:59:59.999Z' as Instant)).toBe('2024-04-25');
  });

  it('of a time zone that is none are a fault at start', () =>
    expect(() => calendarOf('US', 'Mars/Olympus')).toThrow(RangeError));

  it.each(['America/Los_Angeles', 'Europe/Berlin', 'Africa/Cairo', 'Pacific/Auckland', 'UTC'])(
    'of %s begin at their first instant: a millisecond before is the day before',
    (timeZone) => {
      const calendar = calendarOf(null, timeZone);
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 10_957 }), (days) => {
          const day = addDays(date('2010-01-01'), days);
          const start = calendar.startOfDay(day);
          expect(calendar.dateAt(start)).toBe(day);
          expect(calendar.dateAt(addMilliseconds(start, -1))).toBe(addDays(day, -1));
        }),
        { numRuns: 60 },
      );
    },
  );
});
