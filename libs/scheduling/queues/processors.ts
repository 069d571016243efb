import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { CLOCK, type Clock } from '#kernel/clock.js';
import type { DueQueue } from '../due-work/due-work.js';
import { DueWorkRunner } from '../tasks/due-work-runner.js';
import { DueProcessor } from './due-processor.js';
import { Queues } from './queues.js';

/** After an error of the store. */
const RETRY_FETCH_MS = 1_000;

/** How many jobs of each queue a worker runs at once: appends that wait for the disk, and requests that wait for the vendor. */
const options = (concurrency: number) => ({ concurrency, runRetryDelay: RETRY_FETCH_MS });

@Processor('settle', options(16))
export class SettleProcessor extends DueProcessor {
  constructor(
    @Inject(DueWorkRunner) runner: DueWorkRunner,
    @Inject(CLOCK) clock: Clock,
    @Inject(Queues) queues: Queues,
  ) {
    super(runner, clock, queues);
  }
}

@Processor('provisioning', options(16))
export class ProvisioningProcessor extends DueProcessor {
  constructor(
    @Inject(DueWorkRunner) runner: DueWorkRunner,
    @Inject(CLOCK) clock: Clock,
    @Inject(Queues) queues: Queues,
  ) {
    super(runner, clock, queues);
  }
}

@Processor('csn', options(4))
export class CsnProcessor extends DueProcessor {
  constructor(
    @Inject(DueWorkRunner) runner: DueWorkRunner,
    @Inject(CLOCK) clock: Clock,
    @Inject(Queues) queues: Queues,
  ) {
    super(runner, clock, queues);
  }
}

@Processor('unfinished', options(4))
export class UnfinishedProcessor extends DueProcessor {
  constructor(
    @Inject(DueWorkRunner) runner: DueWorkRunner,
    @Inject(CLOCK) clock: Clock,
    @Inject(Queues) queues: Queues,
  ) {
    super(runner, clock, queues);
  }
}

/** A queue without a worker does not compile. */
export const DUE_PROCESSORS = {
  settle: SettleProcessor,
  provisioning: ProvisioningProcessor,
  csn: CsnProcessor,
  unfinished: UnfinishedProcessor,
} satisfies Record<DueQueue, typeof DueProcessor>;
