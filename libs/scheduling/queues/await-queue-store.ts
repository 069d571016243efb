import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { QueueStore } from './queue-store.js';

/** How long a start waits for the store. */
const START_MS_MAX = 120_000;
const RETRY_MS = 500;

/** @returns the store, ready for queues and workers to connect. @throws Error when it stays away. */
export async function awaitQueueStore(store: QueueStore): Promise<QueueStore> {
  const deadline = performance.now() + START_MS_MAX;
  for (let tries = 1; ; tries += 1) {
    try {
      await store.heal();
      store.use();
      return store;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      if (tries === 1) new Logger('QueueStore').warn(`Waits for the queue's store: ${String(error)}`);
      await sleep(RETRY_MS);
    }
  }
}
