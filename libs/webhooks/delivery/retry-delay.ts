/** Before the second attempt; each later one waits twice as long, */
const FIRST_MS = 1_000;
/** and none longer than an hour. */
const LONGEST_MS = 3_600_000;
/** Of each wait so much is left to chance, so that what failed together does not come back together. */
const JITTER = 0.5;

/** @param attempts made so far, from 1. @param chance from 0 to 1. @returns milliseconds. */
export function retryDelay(attempts: number, chance: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 32));
  return Math.round(whole * (1 - JITTER * chance));
}
