import { Inject, Injectable } from '@nestjs/common';
import { type DueQueue, type DueWork, QUEUE_OF } from '../due-work/due-work.js';
import { CsnTask } from './csn.task.js';
import type { DueTask, Outcome } from './outcome.js';
import { ProvisioningTask } from './provisioning.task.js';
import { SettleTask } from './settle.task.js';
import { UnfinishedTask } from './unfinished.task.js';

/** Runs a piece of due work; for jobs of the queue and for moves of the sandbox clock alike. */
@Injectable()
export class DueWorkRunner {
  private readonly tasks: Readonly<Record<DueQueue, DueTask>>;

  constructor(
    @Inject(SettleTask) settle: DueTask,
    @Inject(ProvisioningTask) provisioning: DueTask,
    @Inject(CsnTask) csn: DueTask,
    @Inject(UnfinishedTask) unfinished: DueTask,
  ) {
    this.tasks = { settle, provisioning, csn, unfinished };
  }

  /** @param cause for the history: a job, or a move of the clock. @throws faults only; then it is to be run again. */
  run(work: DueWork, cause: string): Promise<Outcome> {
    return this.tasks[QUEUE_OF[work.kind]].run(work, cause);
  }
}
