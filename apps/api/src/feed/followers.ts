import { HttpStatus, Injectable } from '@nestjs/common';
import { RETRY_AFTER_SECONDS } from '../http/limits.js';
import { ProblemError, type ProblemKind, problemOf } from '../http/problem.js';
import { FOLLOWERS_MAX } from './feed-limits.js';

export const TOO_MANY_FOLLOWERS = {
  code: 'too-many-followers',
  status: HttpStatus.SERVICE_UNAVAILABLE,
  title: 'Too many wait for events',
} as const satisfies ProblemKind;

/** Who waits or streams now, counted so that there is an end to it. */
@Injectable()
export class Followers {
  private count = 0;

  /** @param gone aborted when this one waits no more. @throws ProblemError 503 */
  join(gone: AbortSignal): void {
    if (this.count >= FOLLOWERS_MAX) {
      const problem = problemOf(TOO_MANY_FOLLOWERS, 'Come back, or ask page by page without `wait`.');
      throw new ProblemError(problem, { 'retry-after': String(RETRY_AFTER_SECONDS) });
    }
    if (gone.aborted) return;
    this.count += 1;
    gone.addEventListener('abort', () => this.leave(), { once: true });
  }

  private leave(): void {
    this.count -= 1;
  }
}
