import type { Instant } from '#kernel/instant.js';
import { earlyDelay, pollDelay } from './job-delays.js';

describe('a job that asks the vendor', () => {
  it('asks again after two seconds at first', () => {
    expect(pollDelay(0)).toBe(2_000);
    expect(pollDelay(1)).toBe(2_300);
  });

  it('has asked a dozen times when a minute is over, and ten seconds later it knows', () => {
    let waited = 0;
    let asked = 0;
    while (waited < 60_000) waited += pollDelay(asked++);
    expect({ asked, late: waited - 60_000 < 10_000 }).toEqual({ asked: 13, late: true });
  });

  it('never waits longer than five minutes', () => {
    expect(pollDelay(35)).toBeLessThan(300_000);
    expect(pollDelay(36)).toBe(300_000);
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
