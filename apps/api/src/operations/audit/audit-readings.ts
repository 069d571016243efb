import { Injectable } from '@nestjs/common';
import { RETRY_AFTER_SECONDS } from '../../http/limits.js';
import { ProblemError, problemOf } from '../../http/problem.js';
import { TOO_MANY_READINGS } from './audit-problems.js';

/** Each reads the whole history: more at once would only make all of them slower, and the commands beside them. */
const READINGS_MAX = 2;

/** Who has the whole history read now, counted so that there is an end to it. */
@Injectable()
export class AuditReadings {
  private count = 0;

  /** @returns what is to be called when the reading is over, however often. @throws ProblemError 503 */
  begin(): () => void {
    if (this.count >= READINGS_MAX) {
      const problem = problemOf(
        TOO_MANY_READINGS,
        `${READINGS_MAX} are under way; come back when one of them is done.`,
      );
      throw new ProblemError(problem, { 'retry-after': String(RETRY_AFTER_SECONDS) });
    }
    this.count += 1;
    let over = false;
    return () => {
      if (!over) this.count -= 1;
      over = true;
    };
  }
}
