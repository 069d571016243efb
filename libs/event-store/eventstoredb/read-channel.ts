import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AllStreamResolvedEvent,
  BACKWARDS,
  END,
  ErrorType,
  FORWARDS,
  isCommandError,
  type ResolvedEvent,
  START,
  type StreamingRead,
} from '@eventstore/db-client';
import { StoreUnavailableError } from '../event-appender.js';
import type { RecordedEvent } from '../recorded-event.js';
import { recordedOf } from './recorded.js';
import { StoreClient } from './store-client.js';
import { DeadlineError } from './within.js';

/** Longer without an event or an end, and the read has stalled. */
const STALL_MS = 3_000;
/** For all tries of one read together, as long as nothing comes; then the caller is told to come back. */
const GIVE_UP_MS = 6_000;
const FIRST_WAIT_MS = 25;
const LAST_WAIT_MS = 800;

type Reading = StreamingRead<ResolvedEvent> | StreamingRead<AllStreamResolvedEvent>;

/** `$all` was asked to begin at a position where no event is. */
export class NoEventThereError extends Error {}

const typeOf = (error: unknown): string | undefined =>
  error instanceof Error && isCommandError(error) ? error.type : undefined;

const RETRYABLE: ReadonlySet<string | undefined> = new Set([
  ErrorType.UNAVAILABLE,
  ErrorType.CANCELLED,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.TIMEOUT,
  ErrorType.NOT_LEADER,
]);

/** Reads bounded pages over one connection; opens a new one where it broke. */
export class ReadChannel {
  #client: StoreClient | undefined;

  constructor(private readonly url: string) {}

  /** Empty where there is no such stream. @throws StoreUnavailableError */
  readStream(stream: string, from: number, maxCount?: number): Promise<RecordedEvent[]> {
    const page = maxCount === undefined ? {} : { maxCount };
    return this.#read(stream, (client) =>
      client.readStream(stream, { direction: FORWARDS, fromRevision: BigInt(from), ...page }),
    );
  }

  /** @throws StoreUnavailableError */
  async readLast(stream: string): Promise<RecordedEvent | undefined> {
    const [last] = await this.#read(stream, (client) =>
      client.readStream(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 1 }),
    );
    return last;
  }

  /**
   * A page of `$all`, beginning with the event at the position itself.
   * @throws NoEventThereError when there is none.
   * @throws StoreUnavailableError
   */
  readAll(from: bigint | undefined, maxCount: number): Promise<RecordedEvent[]> {
    const fromPosition = from === undefined ? START : { commit: from, prepare: from };
    return this.#read('$all', (client) => client.readAll({ direction: FORWARDS, fromPosition, maxCount }));
  }

  /** Newest first. @throws StoreUnavailableError */
  readAllBackwards(before: bigint | undefined, maxCount: number): Promise<RecordedEvent[]> {
    const fromPosition = before === undefined ? END : { commit: before, prepare: before };
    return this.#read('$all', (client) => client.readAll({ direction: BACKWARDS, fromPosition, maxCount }));
  }

  async close(): Promise<void> {
    await this.#renew(this.#client);
  }

  async #read(what: string, start: (client: StoreClient) => Reading): Promise<RecordedEvent[]> {
    const giveUpAt = performance.now() + GIVE_UP_MS;
    let waitMs = FIRST_WAIT_MS;
    for (;;) {
      this.#client ??= StoreClient.open(this.url);
      const client = this.#client;
      try {
        return await collect(start(client));
      } catch (error) {
        if (typeOf(error) === ErrorType.STREAM_NOT_FOUND) return [];
        if (typeOf(error) === ErrorType.UNKNOWN && what === '$all') throw new NoEventThereError();
        if (!RETRYABLE.has(typeOf(error)) && !(error instanceof DeadlineError)) throw error;
        await this.#renew(client);
        if (performance.now() + waitMs >= giveUpAt) throw unavailable(what, error);
      }
      await sleep(waitMs);
      waitMs = Math.min(2 * waitMs, LAST_WAIT_MS);
    }
  }

  async #renew(broken: StoreClient | undefined): Promise<void> {
    if (broken === undefined || broken !== this.#client) return;
    this.#client = undefined;
    await broken.close();
  }
}

const unavailable = (what: string, cause: unknown): StoreUnavailableError =>
  new StoreUnavailableError(`Reading ${what}: ${cause instanceof Error ? cause.message : String(cause)}`);

/** @throws DeadlineError when nothing came for `STALL_MS`. */
async function collect(reading: Reading): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  const giveUp = () => {
    reading.destroy(new DeadlineError(`Nothing came in ${STALL_MS} ms`));
    reading.cancel().catch(() => undefined);
  };
  const timer = setTimeout(giveUp, STALL_MS);
  try {
    for await (const resolved of reading) {
      timer.refresh();
      const recorded = recordedOf(resolved as AllStreamResolvedEvent);
      if (recorded !== undefined) events.push(recorded);
    }
    return events;
  } finally {
    clearTimeout(timer);
  }
}
