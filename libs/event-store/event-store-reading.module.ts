import { Module } from '@nestjs/common';
import { AUDIT_READER } from './audit-reader.js';
import { EVENT_READER } from './event-reader.js';
import { EventStoreConnection } from './eventstoredb/eventstore-connection.js';
import { EventStoreConnectionModule } from './eventstoredb/eventstore-connection.module.js';
import { EventStoreDbReader } from './eventstoredb/eventstoredb-reader.js';
import { EventStoreDbSystemReader } from './eventstoredb/eventstoredb-system-streams.js';
import { SYSTEM_STREAM_READER } from './system-streams.js';

/** The reading door: all that replay, rebuild and audit code may import. */
@Module({
  imports: [EventStoreConnectionModule],
  providers: [
    {
      provide: EVENT_READER,
      inject: [EventStoreConnection],
      useFactory: ({ url, reading, identity }: EventStoreConnection) => new EventStoreDbReader(url, reading, identity),
    },
    { provide: AUDIT_READER, useExisting: EVENT_READER },
    {
      provide: SYSTEM_STREAM_READER,
      inject: [EventStoreConnection],
      useFactory: ({ url, reading }: EventStoreConnection) => new EventStoreDbSystemReader(url, reading),
    },
  ],
  exports: [EVENT_READER, AUDIT_READER, SYSTEM_STREAM_READER],
})
export class EventStoreReadingModule {}
