import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import { instantOf } from '#kernel/instant.js';
import { type DueQueue, type DueWork, jobIdOf, QUEUE_OF } from '../due-work/due-work.js';
import { QUEUE_STORE, type QueueStore } from './queue-store.js';

/** A look at the queue, not a wait for it: whoever asks gets the rest of the answer. */
const LOOK_MS_MAX = 2_000;

/** A job as its queue has it now. */
export interface PlannedJob {
  readonly id: string;
  readonly queue: DueQueue;
  readonly state: string;
  /** Tries that have begun. */
  readonly attempts: number;
  /** When it is to run by the wall clock; null where it waits or runs already. */
  readonly runsAt: string | null;
  readonly failedReason: string | null;
}

/** The queue's store does not answer. */
export class QueueAwayError extends Error {}

/** Looks up where the jobs of due work are; adds and changes none. It connects at the first question. */
@Injectable()
export class PlannedJobs implements OnApplicationShutdown {
  private readonly queues = new Map<DueQueue, Queue>();

  constructor(@Inject(QUEUE_STORE) private readonly store: QueueStore) {}

  /** @returns by the same order; null where there is no job (yet). @throws QueueAwayError */
  async find(work: readonly DueWork[]): Promise<readonly (PlannedJob | null)[]> {
    if (work.length === 0) return [];
    const late = new AbortController();
    const away = pause(LOOK_MS_MAX, undefined, { signal: late.signal, ref: false }).then(() => {
      throw new Error(`no answer in ${LOOK_MS_MAX} ms`);
    });
    away.catch(() => undefined);
    try {
      return await Promise.race([this.look(work), away]);
    } catch (error) {
      throw new QueueAwayError(error instanceof Error ? error.message : String(error), { cause: error });
    } finally {
      late.abort();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close().catch(() => undefined)));
    await this.store.close();
  }

  private async look(work: readonly DueWork[]): Promise<readonly (PlannedJob | null)[]> {
    // A client of a store that is away retries for ever; this asks once.
    await this.store.heal();
    this.store.use();
    return Promise.all(work.map((one) => this.findOne(one)));
  }

  private async findOne(work: DueWork): Promise<PlannedJob | null> {
    const name = QUEUE_OF[work.kind];
    const job = await this.queue(name).getJob(jobIdOf(work));
    if (job === undefined) return null;
    const state = await job.getState();
    // A job that moved itself to later did so when it was last taken up.
    const runsAt = state === 'delayed' ? instantOf((job.processedOn ?? job.timestamp) + (job.delay ?? 0)) : null;
    const { attemptsStarted: attempts, failedReason = null } = job;
    return { id: job.id ?? jobIdOf(work), queue: name, state, attempts, runsAt, failedReason };
  }

  private queue(name: DueQueue): Queue {
    const known = this.queues.get(name);
    if (known !== undefined) return known;
    const queue = new Queue(name, { connection: this.store.connection });
    queue.on('error', () => undefined);
    this.queues.set(name, queue);
    return queue;
  }
}
