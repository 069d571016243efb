import { Inject, Injectable } from '@nestjs/common';
import { ProjectionProgress } from '#read-models/progress/projection-progress.js';
import { notCaughtUp } from '../http/fault-problem.js';
import { CATCH_UP_MS_MAX } from '../http/limits.js';

/** For queries that have to know what was written before them. */
@Injectable()
export class CaughtUp {
  constructor(@Inject(ProjectionProgress) private readonly progress: ProjectionProgress) {}

  /**
   * Waits, bounded, until every read model is as far as a commit position.
   * @throws ProblemError 503 with how far it is; ReadModelUnavailableError.
   */
  async until(commit: bigint): Promise<void> {
    if (await this.progress.waitFor(commit, CATCH_UP_MS_MAX)) return;
    throw notCaughtUp({ reached: await this.progress.reached(), waitedMs: CATCH_UP_MS_MAX });
  }
}
