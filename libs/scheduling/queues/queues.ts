import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { DueQueue } from '../due-work/due-work.js';

/** The queue whose one job plans the others' again and again. */
export const PLAN_QUEUE = 'plan';

/** A store that is away makes each client of it say so several times a second: one line in so long is enough. */
const SAY_AGAIN_AFTER_MS = 30_000;

/** The queues of due work, by name. */
@Injectable()
export class Queues {
  private readonly logger = new Logger('Queues');
  private readonly byName: Readonly<Record<DueQueue, Queue>>;
  private saidAt = Number.NEGATIVE_INFINITY;

  constructor(
    @InjectQueue('settle') settle: Queue,
    @InjectQueue('provisioning') provisioning: Queue,
    @InjectQueue('csn') csn: Queue,
    @InjectQueue('unfinished') unfinished: Queue,
    @InjectQueue(PLAN_QUEUE) readonly plan: Queue,
  ) {
    this.byName = { settle, provisioning, csn, unfinished };
    for (const queue of [...Object.values(this.byName), plan]) queue.on('error', (error) => this.complain(error));
  }

  of(name: DueQueue): Queue {
    return this.byName[name];
  }

  /** An error of the store, not of a job: the client goes on trying by itself. */
  complain(error: Error): void {
    if (performance.now() - this.saidAt < SAY_AGAIN_AFTER_MS) return;
    this.saidAt = performance.now();
    this.logger.warn(`The queue's store is away or was wiped: ${error.message}`);
  }
}
