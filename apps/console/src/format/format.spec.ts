import { formatMoney } from './money.js';
import { addDays, dateIn, durationText, utcText, zonedText } from './time.js';
import { bytesText, counted, sentence } from './words.js';

describe('money', () => {
  it('has as many digits as its currency', () => {
    const shown = ['USD', 'JPY', 'KWD'].map((currency) => formatMoney({ amountMinor: 1234567, currency }));
    expect(shown).toEqual(['USD\u00a012,345.67', 'JPY\u00a01,234,567', 'KWD\u00a01,234.567']);
  });

  it('owed back is negative', () => expect(formatMoney({ amountMinor: -5, currency: 'USD' })).toBe('USD\u00a0-0.05'));
});

describe('an instant', () => {
  const evening = '2017-01-01T07:59:59.999Z';

  it('is shown in UTC', () => expect(utcText(evening)).toBe('2017-01-01 07:59:59'));

  it("is another day in the policy's time zone, an hour before its midnight", () => {
    expect(zonedText(evening, 'America/Los_Angeles')).toEqual({ date: '2016-12-31', time: '23:59:59 PST' });
    expect(dateIn('2017-01-01T08:00:00Z', 'America/Los_Angeles')).toBe('2017-01-01');
  });

  it('has the zone as it is on that day', () =>
    expect(zonedText('2017-07-01T00:00:00Z', 'America/Los_Angeles').time).toBe('17:00:00 PDT'));
});

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3_725, '1 h 2 min'],
    [90_061, '1 d 1 h'],
  ])('of %d seconds reads %s', (seconds, text) => expect(durationText(seconds)).toBe(text));
});

describe('a date', () => {
  it('some days later is in the next month, or year', () =>
    expect([addDays('2016-12-31', 1), addDays('2016-03-01', -1)]).toEqual(['2017-01-01', '2016-02-29']));
});

describe('words', () => {
  it('are made of the names of events and fields', () =>
    expect([
      sentence('AutoRenewDisabled'),
      sentence('seatsAtRenewal'),
      sentence('not-provisioned'),
      sentence('poNumber'),
    ]).toEqual(['Auto renew disabled', 'Seats at renewal', 'Not provisioned', 'PO number']));

  it('say how many bytes', () =>
    expect([0, 999, 1_000, 1_449_000, 2e12].map(bytesText)).toEqual(['0 B', '999 B', '1.0 kB', '1.4 MB', '2000.0 GB']));

  it('say one and many', () =>
    expect([counted(1, 'order'), counted(1_200, 'order')]).toEqual(['1 order', '1,200 orders']));
});
