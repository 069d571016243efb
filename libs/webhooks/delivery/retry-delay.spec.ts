import { retryDelay } from './retry-delay.js';

describe('the wait before another attempt', () => {
  it('doubles from a second to an hour', () => {
    expect([1, 2, 3, 12, 13, 16, 1_000].map((attempts) => retryDelay(attempts, 0))).toEqual([
      1_000, 2_000, 4_000, 2_048_000, 3_600_000, 3_600_000, 3_600_000,
    ]);
  });

  it('is up to half shorter by chance', () => {
    expect([retryDelay(1, 1), retryDelay(3, 0.5)]).toEqual([500, 3_000]);
  });

  it('adds up to five hours or so over sixteen attempts', () => {
    const hours =
      Array.from({ length: 15 }, (_, index) => retryDelay(index + 1, 0)).reduce((a, b) => a + b) / 3_600_000;
    expect([hours > 4, hours < 6]).toEqual([true, true]);
  });
});
