import type { Instant } from '#kernel/instant.js';
import { earlyDelay, pollDelay } from './job-delays.js';

describe('a job that asks the vendor', () => {
  it('asks again after a second at first', () => {
    expect(pollDelay(0)).toBe(1_000);
    expect(pollDelay(1)).toBe(1_100);
  });

  it('has asked some twenty times when a minute is over, and seven seconds later it knows', () => {
    let waited = 0;
    let asked = 0;
    while (waited < 60_000) waited += pollDelay(asked++);
    expect({ asked, late: waited - 60_000 < 7_000 }).toEqual({ asked: 21, late: true });
  });

  it('never waits longer than five minutes', () => {
    expect(pollDelay(59)).toBeLessThan(300_000);
    expect(pollDelay(60)).toBe(300_000);
    expect(pollDelay(10_000)).toBe(300_000);
  });
});

describe('a job that is early', () => {
  const now = '2026-03-01T08:00:00.000Z' as Instant;

  it('waits until its time comes', () => {
    expect(earlyDelay('2026-03-01T08:00:30.000Z' as Instant, now)).toBe(30_000);
  });

  it('does not spin while the clock stands still right before it', () => {
    expect(earlyDelay('2026-03-01T08:00:00.001Z' as Instant, now)).toBe(250);
  });
});
