import { type Instant, instantOf, millisecondsOf } from '#kernel/instant.js';
import { SandboxClock } from './sandbox-clock.js';

const begin = '2026-03-01T10:00:00.000Z' as Instant;

function clockOn(wall: { now: number }) {
  return new SandboxClock(() => wall.now);
}

describe('the sandbox clock', () => {
  it('ticks from the real time until it is set', () => {
    const wall = { now: millisecondsOf(begin) };
    const clock = clockOn(wall);
    wall.now += 5;
    expect([clock.now(), clock.ticking]).toEqual(['2026-03-01T10:00:00.005Z', true]);
  });

  it('shows what it is set to', () => {
    const wall = { now: millisecondsOf(begin) };
    const clock = clockOn(wall);
    clock.set({ now: '2027-05-01T00:00:00.000Z' as Instant, wall: instantOf(wall.now), ticking: false });
    wall.now += 60_000;
    expect([clock.now(), clock.ticking]).toEqual(['2027-05-01T00:00:00.000Z', false]);
  });

  it('stays where it is rather than going back, whatever it is set to', () => {
    const wall = { now: millisecondsOf(begin) };
    const clock = clockOn(wall);
    wall.now += 1_000;
    const shown = clock.now();
    clock.set({ now: begin, wall: instantOf(wall.now), ticking: true });
    expect(clock.now()).toBe(shown);
    wall.now += 1_001;
    expect(clock.now()).toBe('2026-03-01T10:00:01.001Z');
  });

  it('stays where it is while the real clock is put back', () => {
    const wall = { now: millisecondsOf(begin) };
    const clock = clockOn(wall);
    wall.now += 1_000;
    const shown = clock.now();
    wall.now -= 10_000;
    expect(clock.now()).toBe(shown);
  });
});
