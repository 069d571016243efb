import { randomUUID } from 'node:crypto';
import { StreamConflictError } from '../event-appender.js';
import type { AppendChannel } from './append-channel.js';
import type { ReadChannel } from './read-channel.js';
import { storedSystemEventOf } from './recorded.js';
import { sealSystemEvent } from './wire-events.js';

const STREAM = 'store-identity';

/** Which store this is: a UUID that the first process to ask writes, and every other one reads. */
export class StoreIdentity {
  #known: string | undefined;

  constructor(
    private readonly reading: ReadChannel,
    private readonly appending: AppendChannel,
  ) {}

  /** @throws StoreUnavailableError */
  async storeId(): Promise<string> {
    this.#known ??= (await this.#read()) ?? (await this.#write());
    return this.#known;
  }

  async #read(): Promise<string | undefined> {
    const [first] = await this.reading.readStream(STREAM, 0, 1);
    if (first === undefined) return undefined;
    const { event } = storedSystemEventOf(first);
    if (event.type !== 'StoreIdentified') throw new Error(`${STREAM} begins with ${event.type}`);
    return event.storeId;
  }

  async #write(): Promise<string> {
    const storeId = randomUUID();
    try {
      await this.appending.append(sealSystemEvent(STREAM, 'no-stream', { type: 'StoreIdentified', storeId }));
      return storeId;
    } catch (error) {
      if (!(error instanceof StreamConflictError)) throw error;
    }
    const written = await this.#read();
    if (written === undefined) throw new Error(`${STREAM} was written by someone and can't be read`);
    return written;
  }
}
