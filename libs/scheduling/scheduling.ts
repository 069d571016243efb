import { BullRegistrar } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import { AnchorTimer } from './anchors/anchor-timer.js';
import { ClockKeeper } from './mover/clock-keeper.js';
import { DueWorkers } from './queues/due-workers.js';
import { PlanTimer } from './queues/planning.js';

/** Starts what happens by itself once everything that it uses is there, and stops it before that goes away. */
@Injectable()
export class Scheduling {
  constructor(
    @Inject(BullRegistrar) private readonly bull: BullRegistrar,
    @Inject(DueWorkers) private readonly workers: DueWorkers,
    @Inject(PlanTimer) private readonly timer: PlanTimer,
    @Inject(ClockKeeper) private readonly keeper: ClockKeeper,
    @Inject(AnchorTimer) private readonly anchors: AnchorTimer,
  ) {}

  start(): void {
    this.bull.register();
    this.timer.start();
    this.keeper.start();
    this.anchors.start();
  }

  async stop(): Promise<void> {
    await this.anchors.stop();
    await this.keeper.stop();
    await this.timer.stop();
    await this.workers.close();
  }
}
