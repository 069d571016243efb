import { Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { PostgresQueueStore } from './postgres-queue-store.js';
import { QUEUE_STORE, type QueueStore } from './queue-store.js';
import { RedisQueueStore } from './redis-queue-store.js';

@Module({
  providers: [
    {
      provide: QUEUE_STORE,
      inject: [SETTINGS],
      useFactory: ({ redisUrl, databaseUrl }: Settings): QueueStore =>
        redisUrl === undefined ? new PostgresQueueStore(databaseUrl) : new RedisQueueStore(redisUrl),
    },
  ],
  exports: [QUEUE_STORE],
})
export class QueueStoreModule {}
