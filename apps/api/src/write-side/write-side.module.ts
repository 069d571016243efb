import { type DynamicModule, Module } from '@nestjs/common';
import { CommandsModule } from '#commands/commands.module.js';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { SUBJECT_ERASER, type SubjectEraser } from '#vault/subject-eraser.js';
import { VaultModule } from '#vault/vault.module.js';
import { InProcessWriteSide } from './in-process-write-side.js';
import { ThreadedWriteSide } from './threaded-write-side.js';
import { WRITE_SIDE } from './write-side.js';

@Module({})
class WriteSideModule {}

const IN_PROCESS: DynamicModule = {
  module: WriteSideModule,
  imports: [CommandsModule, EventStoreReadingModule, VaultModule],
  providers: [{ provide: WRITE_SIDE, useClass: InProcessWriteSide }],
  exports: [WRITE_SIDE],
};

const inThreads = (threads: number): DynamicModule => ({
  module: WriteSideModule,
  imports: [VaultModule],
  providers: [
    {
      provide: WRITE_SIDE,
      inject: [SUBJECT_ERASER],
      useFactory: (eraser: SubjectEraser) => new ThreadedWriteSide(threads, eraser),
    },
  ],
  exports: [WRITE_SIDE],
});

/**
 * The one write side of the process. Threads take the facts' feed with them: the store feeds each of them, and nobody
 * else of the process. @param threads 0: in this one.
 */
export const writeSideIn = (threads: number): DynamicModule => (threads > 0 ? inThreads(threads) : IN_PROCESS);
