import { Module } from '@nestjs/common';
import { EventStoreAppendingModule } from '#event-store/event-store-appending.module.js';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { SYSTEM_STREAM_APPENDER, type SystemStreamAppender } from '#event-store/system-stream-appender.js';
import { SYSTEM_STREAM_READER, type SystemStreamReader } from '#event-store/system-streams.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import { ClockModule } from './clock.module.js';
import { SandboxClockControl } from './sandbox-clock-control.js';

/** For the process that lets people move the sandbox clock. */
@Module({
  imports: [ClockModule, EventStoreReadingModule, EventStoreAppendingModule],
  providers: [
    {
      provide: SandboxClockControl,
      inject: [CLOCK, SYSTEM_STREAM_READER, SYSTEM_STREAM_APPENDER],
      useFactory: (clock: Clock, reader: SystemStreamReader, appender: SystemStreamAppender) =>
        new SandboxClockControl(clock, reader, appender),
    },
  ],
  exports: [SandboxClockControl],
})
export class SandboxClockControlModule {}
