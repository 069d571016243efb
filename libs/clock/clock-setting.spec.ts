import type { Instant } from '#kernel/instant.js';
import { resumed, shownAt, tickingFrom } from './clock-setting.js';

const at = (text: string) => text as Instant;
const wall = at('2026-03-01T10:00:00.000Z');
const aMinuteLater = at('2026-03-01T10:01:00.000Z');
const nextYear = at('2027-01-01T00:00:00.000Z');

describe('a clock setting', () => {
  it('shows what has passed since it was set while it ticks', () => {
    expect(shownAt({ now: nextYear, wall, ticking: true }, aMinuteLater)).toBe('2027-01-01T00:01:00.000Z');
  });

  it('shows the same for ever while it stands still', () => {
    expect(shownAt({ now: nextYear, wall, ticking: false }, aMinuteLater)).toBe(nextYear);
  });

  it('does not go back when the real clock was put back', () => {
    expect(shownAt({ now: nextYear, wall: aMinuteLater, ticking: true }, wall)).toBe(nextYear);
  });
});

describe('an owner that comes back', () => {
  it('ticks from the real time where the clock was never set', () => {
    expect(resumed(undefined, wall)).toEqual(tickingFrom(wall));
  });

  it('leaves a clock alone that is ahead of the real time', () => {
    expect(resumed({ now: nextYear, wall, ticking: true }, aMinuteLater)).toBeUndefined();
    expect(resumed({ now: nextYear, wall, ticking: false }, aMinuteLater)).toBeUndefined();
  });

  it('sets a clock that stood still to the real time once that is later', () => {
    expect(resumed({ now: wall, wall, ticking: false }, wall)).toBeUndefined();
    expect(resumed({ now: wall, wall, ticking: false }, aMinuteLater)).toEqual({
      now: aMinuteLater,
      wall: aMinuteLater,
      ticking: false,
    });
  });
});
