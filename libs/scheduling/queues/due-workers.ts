import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerHost } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import { PlanProcessor } from './planning.js';
import { DUE_PROCESSORS } from './processors.js';

/** Jobs under way may end; one that waits for the vendor longer than this is done again by the next worker. */
const JOBS_MS_MAX = 5_000;

/** The workers of this process, all at once. */
@Injectable()
export class DueWorkers {
  private readonly hosts: readonly WorkerHost[];

  constructor(
    @Inject(PlanProcessor) plan: WorkerHost,
    @Inject(DUE_PROCESSORS.settle) settle: WorkerHost,
    @Inject(DUE_PROCESSORS.provisioning) provisioning: WorkerHost,
    @Inject(DUE_PROCESSORS.csn) csn: WorkerHost,
    @Inject(DUE_PROCESSORS.unfinished) unfinished: WorkerHost,
  ) {
    this.hosts = [plan, settle, provisioning, csn, unfinished];
  }

  /** Takes no more jobs; those under way go on, for a job done twice does nothing twice. */
  async pause(): Promise<void> {
    await Promise.all(this.hosts.map(({ worker }) => worker.pause(true)));
  }

  async resume(): Promise<void> {
    await Promise.all(this.hosts.map(({ worker }) => worker.resume()));
  }

  async close(): Promise<void> {
    const jobs = Promise.all(this.hosts.map(({ worker }) => worker.close())).catch(() => undefined);
    await Promise.race([jobs, sleep(JOBS_MS_MAX, undefined, { ref: false })]);
  }
}
