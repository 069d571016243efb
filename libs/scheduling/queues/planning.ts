import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Planner } from './planner.js';
import { QUEUE_STORE, type QueueStore } from './queue-store.js';
import { PLAN_QUEUE, Queues } from './queues.js';

/** Between two plans: how long a new order may wait before the vendor is told. */
const PLAN_EVERY_MS = 2_000;
/** How often each worker makes sure that there is something to plan with. */
const HEAL_EVERY_MS = 2_000;
/** A scheduler whose next job is late by so much has lost it. */
const LOST_AFTER_MS = 30_000;
/** Name of the job scheduler. */
const SCHEDULER = 'plan-due-work';

/** One of the workers plans at each tick of the scheduler. */
@Processor(PLAN_QUEUE, { concurrency: 1, runRetryDelay: 1_000 })
export class PlanProcessor extends WorkerHost {
  private readonly logger = new Logger(PlanProcessor.name);
  private fault: string | undefined;

  constructor(
    @Inject(Planner) private readonly planner: Planner,
    @Inject(Queues) private readonly queues: Queues,
  ) {
    super();
  }

  override async process(): Promise<string> {
    await this.planner.plan();
    if (this.fault !== undefined) this.logger.log('Plans again');
    this.fault = undefined;
    return 'planned';
  }

  /** Said once, however long it lasts. */
  @OnWorkerEvent('failed')
  failed(_job: unknown, error: Error): void {
    if (this.fault !== error.message) this.logger.warn(`Can't plan; each tick tries again: ${error.message}`);
    this.fault = error.message;
  }

  @OnWorkerEvent('error')
  storeFailed(error: Error): void {
    this.queues.complain(error);
  }
}

/** A plain timer in every worker: puts back what BullMQ needs to plan at all, so that a wiped store heals itself. */
@Injectable()
export class PlanTimer implements OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private healing: Promise<void> | undefined;

  constructor(
    @Inject(QUEUE_STORE) private readonly store: QueueStore,
    @Inject(Queues) private readonly queues: Queues,
  ) {}

  start(): void {
    this.tick();
    this.timer = setInterval(() => this.tick(), HEAL_EVERY_MS);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.timer);
    await this.healing;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }

  private tick(): void {
    this.healing ??= this.heal()
      .catch((error) => this.stopping.signal.aborted || this.queues.complain(error))
      .then(() => {
        this.healing = undefined;
      });
  }

  private async heal(): Promise<void> {
    await this.store.heal();
    const scheduler = await this.queues.plan.getJobScheduler(SCHEDULER);
    if (scheduler?.next !== undefined && scheduler.next > Date.now() - LOST_AFTER_MS) return;
    const template = { name: 'plan', opts: { removeOnComplete: true, removeOnFail: true } };
    await this.queues.plan.upsertJobScheduler(SCHEDULER, { every: PLAN_EVERY_MS }, template);
  }
}
