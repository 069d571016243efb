import { InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DelayedError, type Job, type JobsOptions, type Queue } from 'bullmq';
import type { WebhookId } from '#kernel/ids.js';
import { Queues } from '#scheduling/queues/queues.js';
import { WebhookTurns } from '../delivery/webhook-turns.js';

export const WEBHOOK_QUEUE = 'webhooks';

/** Webhooks that have their turn at once in this process. */
const TURNS_AT_ONCE = 16;
/** A process that died is noticed after so long, and its turns are taken again. */
const LOCK_MS = 10_000;
const LOOK_FOR_STALLED_EVERY_MS = 5_000;
/** A turn may be taken again as often as it likes: it does nothing twice that was noted. */
const STALLED_MAX = 1_000;
/** Before a webhook that another process has is looked at again. */
const ELSEWHERE_MS = 1_000;
/** A fault of ours is no attempt: the next wake-up tries again. */
const JOB: JobsOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true };

interface Turn {
  readonly webhookId: WebhookId;
}

/** What BullMQ holds is only when whose turn is: all of it can be made again. */
@Injectable()
export class WebhookQueue {
  constructor(
    @InjectQueue(WEBHOOK_QUEUE) private readonly queue: Queue<Turn>,
    @Inject(Queues) queues: Queues,
  ) {
    queue.on('error', (error) => queues.complain(error));
  }

  /** A webhook whose turn is already to come has no second one. */
  async wake(webhookIds: readonly string[]): Promise<void> {
    if (webhookIds.length === 0) return;
    await this.queue.addBulk(
      webhookIds.map((id) => ({
        name: 'turn',
        data: { webhookId: id as WebhookId },
        opts: { ...JOB, jobId: `turn-${id}` },
      })),
    );
  }

  /** When its next attempt is due; one for each time, since an earlier one may come up. */
  async wakeIn(webhookId: WebhookId, ms: number): Promise<void> {
    const jobId = `retry-${webhookId}-${Math.ceil((Date.now() + ms) / 1_000)}`;
    await this.queue.add('turn', { webhookId }, { ...JOB, delay: ms, jobId });
  }
}

@Processor(WEBHOOK_QUEUE, {
  concurrency: TURNS_AT_ONCE,
  lockDuration: LOCK_MS,
  stalledInterval: LOOK_FOR_STALLED_EVERY_MS,
  maxStalledCount: STALLED_MAX,
  runRetryDelay: 1_000,
})
export class WebhookProcessor extends WorkerHost {
  private readonly logger = new Logger(WebhookProcessor.name);

  constructor(
    @Inject(WebhookTurns) private readonly turns: WebhookTurns,
    @Inject(WebhookQueue) private readonly queue: WebhookQueue,
    @Inject(Queues) private readonly queues: Queues,
  ) {
    super();
  }

  /** @throws DelayedError when the job has moved itself to later. */
  override async process(job: Job<Turn>, token?: string): Promise<string> {
    const { webhookId } = job.data;
    const end = await this.turns.take(webhookId);
    if (end.kind === 'idle') {
      if (end.nextMs !== undefined) await this.queue.wakeIn(webhookId, end.nextMs);
      return 'done';
    }
    await job.moveToDelayed(Date.now() + (end.kind === 'more' ? 0 : ELSEWHERE_MS), token);
    throw new DelayedError();
  }

  @OnWorkerEvent('failed')
  failed(job: Job<Turn> | undefined, error: Error): void {
    this.logger.warn(`The turn of ${job?.data.webhookId ?? 'a webhook'} failed: ${error.message}`);
  }

  @OnWorkerEvent('error')
  storeFailed(error: Error): void {
    this.queues.complain(error);
  }
}
