import type { Instant } from './instant.js';

/** The only source of "now" in Termbook. The system's clock, or in sandbox mode one that can be moved forward. */
export interface Clock {
  now(): Instant;
}

/** Injection token for the process's one Clock. */
export const CLOCK = Symbol('Clock');
