import { Module } from '@nestjs/common';
import { ATTEMPTS_APPENDER } from './attempts-appender.js';
import { EVENT_APPENDER } from './event-appender.js';
import { EventStoreReadingModule } from './event-store-reading.module.js';
import { EventStoreConnection } from './eventstoredb/eventstore-connection.js';
import { EventStoreConnectionModule } from './eventstoredb/eventstore-connection.module.js';
import { EventStoreDbAppender } from './eventstoredb/eventstoredb-appender.js';
import { EventStoreDbAttempts } from './eventstoredb/eventstoredb-attempts.js';
import { EventStoreDbSystemAppender } from './eventstoredb/eventstoredb-system-streams.js';
import { SYSTEM_STREAM_APPENDER, type SystemStreamAppender } from './system-stream-appender.js';
import { SYSTEM_STREAM_READER, type SystemStreamReader } from './system-streams.js';

/** The door in. Whoever may only read can't import this module, so nothing it runs has a side effect on the history. */
@Module({
  imports: [EventStoreConnectionModule, EventStoreReadingModule],
  providers: [
    {
      provide: EVENT_APPENDER,
      inject: [EventStoreConnection],
      useFactory: ({ appending }: EventStoreConnection) => new EventStoreDbAppender(appending),
    },
    {
      provide: SYSTEM_STREAM_APPENDER,
      inject: [EventStoreConnection],
      useFactory: ({ appending }: EventStoreConnection) => new EventStoreDbSystemAppender(appending),
    },
    {
      provide: ATTEMPTS_APPENDER,
      inject: [SYSTEM_STREAM_READER, SYSTEM_STREAM_APPENDER],
      useFactory: (reader: SystemStreamReader, appender: SystemStreamAppender) =>
        new EventStoreDbAttempts(reader, appender),
    },
  ],
  exports: [EVENT_APPENDER, SYSTEM_STREAM_APPENDER, ATTEMPTS_APPENDER],
})
export class EventStoreAppendingModule {}
