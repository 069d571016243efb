import {
  addMilliseconds,
  earlierOf,
  type Instant,
  instantOf,
  laterOf,
  millisecondsOf,
  parseInstant,
} from './instant.js';

describe('an instant', () => {
  it.each([
    ['2016-12-31T23:59:59.999Z', '2016-12-31T23:59:59.999Z'],
    ['2016-12-31T23:59:59Z', '2016-12-31T23:59:59.000Z'],
    ['2016-12-31T16:00:00-08:00', '2017-01-01T00:00:00.000Z'],
  ])('is read from %s', (text, expected) => expect(parseInstant(text)).toBe(expected));

  it.each([
    '2016-12-31',
    '2016-12-31T23:59:59',
    '2016-13-31T00:00:00Z',
    '2015-02-29T00:00:00Z',
    '2016-12-31T24:00:00Z',
    '2016-12-31T23:59:60Z',
    'now',
    '',
  ])('is not read from "%s"', (text) => expect(parseInstant(text)).toBeUndefined());

  it('has the order of its text', () => {
    const [early, late] = ['2016-12-31T23:59:59.999Z', '2017-01-01T00:00:00.000Z'] as Instant[] as [Instant, Instant];
    expect(addMilliseconds(early, 1)).toBe(late);
    expect(laterOf(early, late)).toBe(late);
    expect(earlierOf(early, late)).toBe(early);
    expect(instantOf(millisecondsOf(late))).toBe(late);
  });
});
