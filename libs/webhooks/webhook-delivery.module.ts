import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ClockModule } from '#clock/clock.module.js';
import { CommandsModule } from '#commands/commands.module.js';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { CloudEvents } from '#feed/cloud-events.js';
import { Feed } from '#feed/feed.js';
import { LiveEvents } from '#feed/live-events.js';
import { ReadModelsModule } from '#read-models/read-models.module.js';
import { SchedulingModule } from '#scheduling/scheduling.module.js';
import { VaultModule } from '#vault/vault.module.js';
import { LaneDelivery } from './delivery/lane-delivery.js';
import { WebhookTurns } from './delivery/webhook-turns.js';
import { WEBHOOK_QUEUE, WebhookProcessor, WebhookQueue } from './queue/webhook-queue.js';
import { WebhookWaker } from './queue/webhook-waker.js';
import { WebhookDelivery } from './webhook-delivery.js';
import { WebhooksModule } from './webhooks.module.js';

const FEED = [CloudEvents, Feed, LiveEvents];

/** Sends: of the worker alone. */
@Module({
  imports: [
    ClockModule,
    CommandsModule,
    EventStoreReadingModule,
    ReadModelsModule,
    SchedulingModule,
    VaultModule,
    WebhooksModule,
    BullModule.registerQueue({ name: WEBHOOK_QUEUE }),
  ],
  providers: [...FEED, LaneDelivery, WebhookTurns, WebhookQueue, WebhookProcessor, WebhookWaker, WebhookDelivery],
  exports: [WebhookDelivery],
})
export class WebhookDeliveryModule {}
