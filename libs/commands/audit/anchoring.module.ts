import { Module } from '@nestjs/common';
import { ClockModule } from '#clock/clock.module.js';
import { EventStoreAppendingModule } from '#event-store/event-store-appending.module.js';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { AnchorHistory } from './anchor-history.js';

/** Anchors the history; it decides nothing, so it needs nothing of what commands are decided with. */
@Module({
  imports: [EventStoreReadingModule, EventStoreAppendingModule, ClockModule],
  providers: [AnchorHistory],
  exports: [AnchorHistory],
})
export class AnchoringModule {}
