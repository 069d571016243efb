import type { Clock } from '#kernel/clock.js';
import { type Instant, instantOf } from '#kernel/instant.js';

/** The real time. */
export class SystemClock implements Clock {
  now(): Instant {
    return instantOf(Date.now());
  }
}
