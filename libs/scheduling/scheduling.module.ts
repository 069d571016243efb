import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ClockModule } from '#clock/clock.module.js';
import { CommandsModule } from '#commands/commands.module.js';
import { EventStoreAppendingModule } from '#event-store/event-store-appending.module.js';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { ReadModelsModule } from '#read-models/read-models.module.js';
import { VaultModule } from '#vault/vault.module.js';
import { VendorModule } from '#vendor/vendor.module.js';
import { AnchorTimer } from './anchors/anchor-timer.js';
import { DueFromStream } from './due-work/due-from-stream.js';
import { DUE_QUEUES } from './due-work/due-work.js';
import { DueWorkReader } from './due-work/due-work-reader.js';
import { ClockKeeper } from './mover/clock-keeper.js';
import { ClockMover } from './mover/clock-mover.js';
import { ClockOwner } from './mover/clock-owner.js';
import { DueAtInstant } from './mover/due-at-instant.js';
import { MoveAnswers } from './mover/move-answers.js';
import { awaitQueueStore } from './queues/await-queue-store.js';
import { DueWorkers } from './queues/due-workers.js';
import { Planner } from './queues/planner.js';
import { PlanProcessor, PlanTimer } from './queues/planning.js';
import { DUE_PROCESSORS } from './queues/processors.js';
import { QUEUE_STORE, type QueueStore } from './queues/queue-store.js';
import { QueueStoreModule } from './queues/queue-store.module.js';
import { PLAN_QUEUE, Queues } from './queues/queues.js';
import { Scheduling } from './scheduling.js';
import { CsnTask } from './tasks/csn.task.js';
import { DueWorkRunner } from './tasks/due-work-runner.js';
import { OrderAtVendor } from './tasks/order-at-vendor.js';
import { ProvisioningTask } from './tasks/provisioning.task.js';
import { SettleTask } from './tasks/settle.task.js';
import { UnfinishedTask } from './tasks/unfinished.task.js';

const TASKS = [SettleTask, ProvisioningTask, CsnTask, UnfinishedTask, OrderAtVendor, DueWorkRunner];
const DUE_WORK = [DueWorkReader, DueFromStream];
const QUEUES = [Queues, Planner, PlanTimer, PlanProcessor, DueWorkers, ...Object.values(DUE_PROCESSORS)];
const MOVER = [ClockOwner, DueAtInstant, ClockMover, MoveAnswers, ClockKeeper];

/** What happens by itself: due work, planned and run, and in sandbox mode the clock that it runs by. */
@Module({
  imports: [
    CommandsModule,
    ReadModelsModule,
    ClockModule,
    VendorModule,
    VaultModule,
    EventStoreReadingModule,
    EventStoreAppendingModule,
    QueueStoreModule,
    BullModule.forRootAsync({
      imports: [QueueStoreModule],
      inject: [QUEUE_STORE],
      extraOptions: { manualRegistration: true },
      useFactory: async (store: QueueStore) => ({ connection: (await awaitQueueStore(store)).connection }),
    }),
    BullModule.registerQueue(...[...DUE_QUEUES, PLAN_QUEUE].map((name) => ({ name }))),
  ],
  providers: [...TASKS, ...DUE_WORK, ...QUEUES, ...MOVER, AnchorTimer, Scheduling],
  exports: [Scheduling, Queues],
})
export class SchedulingModule {}
