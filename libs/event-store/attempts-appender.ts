import type { CommandRefused } from './system-events.js';

/** Keeps refused attempts in `attempts-<stream>`: best effort, for what-if and the timeline. */
export interface AttemptsAppender {
  /** Never throws and is not waited for: a refusal is answered whether or not it could be kept. */
  record(stream: string, refused: Omit<CommandRefused, 'type'>): void;
}

export const ATTEMPTS_APPENDER = Symbol('AttemptsAppender');
