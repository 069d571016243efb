import { Module } from '@nestjs/common';
import { createBusinessCalendar } from '#calendar/business-calendar.js';
import type { AuditReader } from '#event-store/audit-reader.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { createLogger } from '#observability/logger.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { allProjections } from './all-projections.js';
import { ProjectionRunner } from './runner/projection-runner.js';

/** The runner of all projections; whoever makes the process starts and stops it. */
@Module({
  imports: [EventStoreReadingModule],
  providers: [
    {
      provide: ProjectionRunner,
      inject: [SETTINGS, EVENT_READER],
      useFactory: ({ databaseUrl, policy, logLevel }: Settings, reader: EventReader & AuditReader) =>
        new ProjectionRunner({
          databaseUrl,
          reader,
          projections: allProjections(createBusinessCalendar(policy)),
          logger: createLogger('projector', logLevel),
        }),
    },
  ],
  exports: [ProjectionRunner],
})
export class ProjectionsModule {}
