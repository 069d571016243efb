import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Job, JobsOptions, Queue } from 'bullmq';
import { CLOCK, type Clock } from '#kernel/clock.js';
import { addMilliseconds, type Instant, millisecondsOf } from '#kernel/instant.js';
import { DueFromStream } from '../due-work/due-from-stream.js';
import { DUE_QUEUES, type DueQueue, type DueWork, jobIdOf, kindsOf, QUEUE_OF } from '../due-work/due-work.js';
import { DueWorkReader } from '../due-work/due-work-reader.js';
import { dueWorkOverdue, heldSubscriptions, ordersNotActive, parkedStreams } from './metrics.js';
import { Queues } from './queues.js';

/** What falls due within it becomes delayed jobs: long enough to survive a pause of the planner, short enough to stay small. */
const WINDOW_MS = 15 * 60_000;
/** A fault is tried again after 1, 2, 4 and 8 s; then the job fails, and the planner puts it back while its row is due. */
const ATTEMPTS_MAX = 5;
const BACKOFF_MS = 1_000;
/** Failed jobs are kept to be looked at until the planner replaces them; it looks at as many. */
const FINISHED_MAX = 1_000;
/** Due for longer than this without having happened. */
const OVERDUE_AFTER_MS = 60_000;

const jobOptions: JobsOptions = {
  attempts: ATTEMPTS_MAX,
  backoff: { type: 'exponential', delay: BACKOFF_MS },
  removeOnComplete: true,
  removeOnFail: { count: FINISHED_MAX },
};

/** Turns what is due within the next window into delayed jobs. What is planned already stays as it is. */
@Injectable()
export class Planner {
  private readonly logger = new Logger(Planner.name);
  private parked = 0;
  /** While the sandbox clock is moved, due work is run explicitly. */
  held = false;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DueWorkReader) private readonly dueWork: DueWorkReader,
    @Inject(DueFromStream) private readonly history: DueFromStream,
    @Inject(Queues) private readonly queues: Queues,
  ) {}

  /** @throws Error when read model or queue store are away: the next tick tries again. */
  async plan(): Promise<void> {
    if (this.held) return;
    const now = this.clock.now();
    const until = addMilliseconds(now, WINDOW_MS);
    for (const name of DUE_QUEUES) await this.planQueue(name, now, until);
    await this.planParked(now, until);
    await this.countOverdue(now);
  }

  /** After the clock was moved: what is delayed by the old time is forgotten, and everything planned by the new. */
  async planAnew(): Promise<void> {
    for (const name of DUE_QUEUES) await this.queues.of(name).drain(true);
    await this.plan();
  }

  private async planQueue(name: DueQueue, now: Instant, until: Instant): Promise<void> {
    const queue = this.queues.of(name);
    const finished = await finishedIn(queue);
    for await (const page of this.dueWork.dueUntil(until, kindsOf(name))) await add(queue, page, now, finished);
  }

  /** A stream without a row is planned from its history, at every tick, and complained of until somebody unparks it. */
  private async planParked(now: Instant, until: Instant): Promise<void> {
    const streams = await this.dueWork.parkedStreams();
    parkedStreams.set(streams.length);
    if (streams.length > 0 && streams.length !== this.parked) {
      this.logger.error(
        `due_work has parked ${streams.length} streams, ${streams[0]} the first: settled from the history`,
      );
    }
    this.parked = streams.length;
    for (const stream of streams) await this.planFromHistory(stream, now, until);
  }

  private async planFromHistory(stream: string, now: Instant, until: Instant): Promise<void> {
    try {
      const due = (await this.history.read(stream)).filter(({ dueAt }) => dueAt <= until);
      for (const work of due) {
        const queue = this.queues.of(QUEUE_OF[work.kind]);
        await add(queue, [work], now, await finishedIn(queue));
      }
    } catch (error) {
      this.logger.error(`What is due for ${stream} can't be read from its history: ${String(error)}`);
    }
  }

  private async countOverdue(now: Instant): Promise<void> {
    const rows = await this.dueWork.overdue(addMilliseconds(now, -OVERDUE_AFTER_MS));
    const waitsForNobody = [...rows].filter(([kind]) => kind !== 'provisioning' && kind !== 'csn');
    dueWorkOverdue.set(waitsForNobody.reduce((sum, [, count]) => sum + count, 0));
    heldSubscriptions.set(await this.dueWork.heldSubscriptions());
    for (const [status, orders] of await this.dueWork.ordersNotActive()) ordersNotActive.set({ status }, orders);
  }
}

/** Ids of jobs that are over: an id that exists, in whatever state, is not added again. */
async function finishedIn(queue: Queue): Promise<ReadonlySet<string>> {
  const jobs: readonly (Job | undefined)[] = await queue.getJobs(['completed', 'failed'], 0, FINISHED_MAX - 1);
  return new Set(jobs.flatMap((job) => job?.id ?? []));
}

async function add(queue: Queue, due: readonly DueWork[], now: Instant, finished: ReadonlySet<string>): Promise<void> {
  const byId = new Map(due.map((work) => [jobIdOf(work), work]));
  for (const jobId of byId.keys()) if (finished.has(jobId)) await queue.remove(jobId);
  await queue.addBulk(
    [...byId].map(([jobId, work]) => ({
      name: work.kind,
      data: work,
      opts: { ...jobOptions, jobId, delay: Math.max(0, millisecondsOf(work.dueAt) - millisecondsOf(now)) },
    })),
  );
}
