import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { checkCodecs } from '../codec/check-codecs.js';
import { EventStoreConnection } from './eventstore-connection.js';

/** Only the two doors' modules import this. */
@Module({
  providers: [
    {
      provide: EventStoreConnection,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => {
        checkCodecs();
        return new EventStoreConnection(settings.eventStoreUrl);
      },
    },
  ],
  exports: [EventStoreConnection],
})
export class EventStoreConnectionModule {}
