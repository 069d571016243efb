import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import { DelayedError, type Job } from 'bullmq';
import type { Clock } from '#kernel/clock.js';
import { type Instant, millisecondsOf } from '#kernel/instant.js';
import { parseDueJob } from '../due-work/due-work.js';
import type { DueWorkRunner } from '../tasks/due-work-runner.js';
import type { Outcome } from '../tasks/outcome.js';
import { dueWorkDone } from './metrics.js';
import type { Queues } from './queues.js';

/** A job that is early by the clock, which may stand still, looks again after no less than this. */
const EARLY_MS_MIN = 250;
/** The first question after an order was placed; each later one waits a tenth longer, */
const POLL_MS_MIN = 1_000;
const POLL_GROWTH = 1.1;
/** and none longer than this: an order that took days is seen within minutes. */
const POLL_MS_MAX = 300_000;
/** A verified CSN is seldom revoked. */
const WATCH_MS = 1_800_000;

/** @param asked how often the vendor was asked before. @returns milliseconds to the next time. */
export const pollDelay = (asked: number): number => Math.min(POLL_MS_MAX, POLL_MS_MIN * POLL_GROWTH ** asked);

/** @returns milliseconds until an instant comes, as far as the clock tells. */
export const earlyDelay = (until: Instant, now: Instant): number =>
  Math.max(EARLY_MS_MIN, millisecondsOf(until) - millisecondsOf(now));

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
