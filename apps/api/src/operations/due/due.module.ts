import { Module } from '@nestjs/common';
import { ClockModule } from '#clock/clock.module.js';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { ReadModelsModule } from '#read-models/read-models.module.js';
import { DueFromStream } from '#scheduling/due-work/due-from-stream.js';
import { PlannedJobs } from '#scheduling/queues/planned-jobs.js';
import { QueueStoreModule } from '#scheduling/queues/queue-store.module.js';
import { ProvisioningController } from '../provisioning/provisioning.controller.js';
import { DueController } from './due.controller.js';
import { Overdue } from './overdue.js';
import { ScheduledController } from './scheduled.controller.js';

/** What is due, late, scheduled or stuck: from the read models, the queue, and for what is parked the history. */
@Module({
  imports: [ReadModelsModule, ClockModule, EventStoreReadingModule, QueueStoreModule],
  controllers: [DueController, ScheduledController, ProvisioningController],
  providers: [DueFromStream, Overdue, PlannedJobs],
})
export class DueModule {}
