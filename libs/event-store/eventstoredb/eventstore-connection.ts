import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { AppendChannel } from './append-channel.js';
import type { WireAppend } from './batch-append-request.js';
import { PATIENCE, type Patience } from './patience.js';
import { ReadChannel } from './read-channel.js';
import { StoreIdentity } from './store-identity.js';

/** The waits between tries at start, for a store that is not up yet: doubling from the first to the last. */
const FIRST_WAIT_MS = 100;
const LAST_WAIT_MS = 5_000;

/** What one process has of the event store. Nest starts and stops it; tests may do so themselves. */
export class EventStoreConnection {
  readonly reading: ReadChannel;
  readonly appending: AppendChannel;
  readonly identity: StoreIdentity;
  readonly #logger = new Logger('EventStore');
  #stopping = false;

  constructor(
    readonly url: string,
    patience: Patience = PATIENCE,
  ) {
    this.reading = new ReadChannel(url, patience);
    this.appending = new AppendChannel(url, (append) => this.#wasWritten(append), patience);
    this.identity = new StoreIdentity(this.reading, this.appending);
  }

  /** Waits until the store answers, however long that takes. */
  async onModuleInit(): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; !this.#stopping; waitMs = Math.min(2 * waitMs, LAST_WAIT_MS)) {
      try {
        this.#logger.log(`Event store ${await this.identity.storeId()} is there`);
        return;
      } catch (error) {
        this.#logger.warn(`Waiting for the event store: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(waitMs);
      }
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    await Promise.all([this.appending.close(), this.reading.close()]);
  }

  /** The ids cover every byte, so the same ids are the same events. */
  async #wasWritten({ stream, expected, events }: WireAppend): Promise<{ readonly position: bigint } | undefined> {
    const first = expected === 'no-stream' ? 0 : expected + 1;
    const found = await this.reading.readStream(stream, first, events.length);
    const same = found.length === events.length && found.every(({ id }, index) => id === events[index]?.id);
    const last = found.at(-1);
    return same ? last : undefined;
  }
}
