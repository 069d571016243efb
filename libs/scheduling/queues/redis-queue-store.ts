import { type QueueOptions, setDefaultBackendFactory } from 'bullmq';
import { Redis } from 'ioredis';
import type { QueueStore } from './queue-store.js';

/** A look at whether it is there, not a wait for it. */
const CONNECT_MS_MAX = 3_000;
/** A lost Redis is tried again this often, for ever. */
const RECONNECT_MS_MAX = 2_000;

/** BullMQ on Redis: nothing to create, only to be there. */
export class RedisQueueStore implements QueueStore {
  readonly connection: QueueOptions['connection'];

  constructor(private readonly url: string) {
    this.connection = {
      url,
      maxRetriesPerRequest: null,
      retryStrategy: (tries: number) => Math.min(tries * 100, RECONNECT_MS_MAX),
    };
  }

  use(): void {
    setDefaultBackendFactory(undefined);
  }

  async heal(): Promise<void> {
    const redis = new Redis(this.url, {
      lazyConnect: true,
      connectTimeout: CONNECT_MS_MAX,
      commandTimeout: CONNECT_MS_MAX,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      await redis.ping();
    } finally {
      redis.disconnect();
    }
  }

  async close(): Promise<void> {}
}
