import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import { DelayedError, type Job } from 'bullmq';
import type { Clock } from '#kernel/clock.js';
import { parseDueJob } from '../due-work/due-work.js';
import type { DueWorkRunner } from '../tasks/due-work-runner.js';
import type { Outcome } from '../tasks/outcome.js';
import { earlyDelay, pollDelay, WATCH_MS } from './job-delays.js';
import { dueWorkDone } from './metrics.js';
import type { Queues } from './queues.js';

/** A worker of one queue. It decides nothing; only faults throw, so only faults are retried. */
export abstract class DueProcessor extends WorkerHost {
  private readonly logger = new Logger(this.constructor.name);

  constructor(
    private readonly runner: DueWorkRunner,
    private readonly clock: Clock,
    private readonly queues: Queues,
  ) {
    super();
  }

  /** @returns the answer, kept with the job. @throws DelayedError when the job has moved itself to later. */
  override async process(job: Job<unknown>, token?: string): Promise<string> {
    const work = parseDueJob(job.data);
    const outcome = await this.runner.run(work, `job:${job.id ?? ''}`);
    dueWorkDone.inc({ kind: work.kind, outcome: outcome.kind });
    if (outcome.kind === 'done') return outcome.answer;
    await job.moveToDelayed(Date.now() + this.delayAfter(outcome, job), token);
    throw new DelayedError();
  }

  @OnWorkerEvent('failed')
  failed(job: Job | undefined, error: Error): void {
    this.logger.warn(`${job?.id ?? 'A job'} failed (try ${job?.attemptsMade ?? 0}): ${error.message}`);
  }

  @OnWorkerEvent('error')
  storeFailed(error: Error): void {
    this.queues.complain(error);
  }

  private delayAfter(outcome: Exclude<Outcome, { kind: 'done' }>, { attemptsStarted }: Job<unknown>): number {
    if (outcome.kind === 'early') return earlyDelay(outcome.until, this.clock.now());
    return outcome.watching ? WATCH_MS : pollDelay(attemptsStarted);
  }
}
