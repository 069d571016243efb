import { type DynamicModule, Module } from '@nestjs/common';
import { CommandsModule } from '#commands/commands.module.js';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import type { Settings } from '#settings/settings.js';
import { SUBJECT_ERASER, type SubjectEraser } from '#vault/subject-eraser.js';
import { VaultModule } from '#vault/vault.module.js';
import { InProcessWriteSide } from './in-process-write-side.js';
import { ThreadWriteSide } from './thread-write-side.js';
import { WRITE_SIDE } from './write-side.js';

@Module({})
class WriteSideModule {}

const IN_PROCESS: DynamicModule = {
  module: WriteSideModule,
  imports: [CommandsModule, EventStoreReadingModule],
  providers: [{ provide: WRITE_SIDE, useClass: InProcessWriteSide }],
  exports: [WRITE_SIDE],
};

const IN_A_THREAD: DynamicModule = {
  module: WriteSideModule,
  imports: [VaultModule],
  providers: [
    {
      provide: WRITE_SIDE,
      inject: [SUBJECT_ERASER],
      useFactory: (eraser: SubjectEraser) => new ThreadWriteSide(eraser),
    },
  ],
  exports: [WRITE_SIDE],
};

/** The one write side of the process. In a thread it takes the facts' feed with it: the store feeds each process once. */
export const writeSideIn = (place: Settings['writeSide']): DynamicModule =>
  place === 'thread' ? IN_A_THREAD : IN_PROCESS;
