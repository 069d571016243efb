import type { QueueOptions } from 'bullmq';

/** The store behind BullMQ. It is disposable: everything in it is planned again from `due_work`. */
export interface QueueStore {
  /** For every queue and worker. */
  readonly connection: QueueOptions['connection'];
  /** Makes this store the one that BullMQ's classes use in this process. */
  use(): void;
  /** Creates what BullMQ needs and is not there; harmless when it is. @throws Error when the store is away. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

export const QUEUE_STORE = Symbol('QueueStore');
