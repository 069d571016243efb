import { type Instant, millisecondsOf } from '#kernel/instant.js';

/** A job that is early by the clock, which may stand still, looks again after no less than this. */
const EARLY_MS_MIN = 250;
/** The first question after an order was placed; each later one waits longer by that, */
const POLL_MS_MIN = 2_000;
const POLL_GROWTH = 1.15;
/** and none longer than this: an order that took days is seen within minutes. */
const POLL_MS_MAX = 300_000;
/** A verified CSN is seldom revoked. */
export const WATCH_MS = 1_800_000;

/** @param asked how often the vendor was asked before. @returns milliseconds to the next time. */
export const pollDelay = (asked: number): number =>
  Math.min(POLL_MS_MAX, Math.round(POLL_MS_MIN * POLL_GROWTH ** asked));

/** @returns milliseconds until an instant comes, as far as the clock tells. */
export const earlyDelay = (until: Instant, now: Instant): number =>
  Math.max(EARLY_MS_MIN, millisecondsOf(until) - millisecondsOf(now));
