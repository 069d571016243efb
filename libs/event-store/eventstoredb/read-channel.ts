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
import { FIRST_WAIT_MS, LAST_WAIT_MS, PATIENCE, type Patience } from './patience.js';
import { recordedOf } from './recorded.js';
import { StoreClient } from './store-client.js';
import { DeadlineError } from './within.js';

type Reading = StreamingRead<ResolvedEvent> | StreamingRead<AllStreamResolvedEvent>;

/** `$all` was asked to begin at a position where no event is. */
export class NoEventThereError extends Error {}

const typeOf = (error: unknown): string | undefined =>
  error instanceof Error && isCommandError(error) ? error.type : undefined;

const PASSING: ReadonlySet<string | undefined> = new Set([
  ErrorType.UNAVAILABLE,
  ErrorType.CANCELLED,
  ErrorType.DEADLINE_EXCEEDED,
  ErrorType.TIMEOUT,
  ErrorType.NOT_LEADER,
]);

class ClosedError extends Error {}

/** Another try may well succeed. */
const isPassing = (error: unknown): boolean =>
  error instanceof DeadlineError || error instanceof ClosedError || PASSING.has(typeOf(error));

/** A connection and how many reads it carries: one that is given up is closed behind its last read. */
class Connection {
  #reads = 0;
  #givenUp = false;

  constructor(readonly client: StoreClient) {}

  /** @throws DeadlineError when nothing came for `stallMs`. @throws ClosedError when it was closed meanwhile. */
  async read(start: (client: StoreClient) => Reading, stallMs: number): Promise<RecordedEvent[]> {
    this.#reads += 1;
    try {
      const events = await collect(start(this.client), stallMs);
      if (this.client.closed) throw new ClosedError('The connection was closed');
      return events;
    } finally {
      this.#reads -= 1;
      this.#closeIfIdle();
    }
  }

  /** The reads beside the one that failed go on. */
  giveUp(): void {
    this.#givenUp = true;
    this.#closeIfIdle();
  }

  #closeIfIdle(): void {
    if (this.#givenUp && this.#reads === 0) void this.client.close();
  }
}

/** Reads bounded pages over one connection; opens a new one where it broke. */
export class ReadChannel {
  #connection: Connection | undefined;
  #closed = false;

  constructor(
    private readonly url: string,
    private readonly patience: Patience = PATIENCE,
  ) {}

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
    this.#closed = true;
    await this.#connection?.client.close();
  }

  async #read(what: string, start: (client: StoreClient) => Reading): Promise<RecordedEvent[]> {
    const giveUpAt = performance.now() + this.patience.giveUpMs;
    let waitMs = FIRST_WAIT_MS;
    for (;;) {
      if (this.#closed) throw unavailable(what, new ClosedError('This process is stopping'));
      this.#connection ??= new Connection(StoreClient.open(this.url));
      const connection = this.#connection;
      try {
        return await connection.read(start, this.patience.readStallMs);
      } catch (error) {
        if (typeOf(error) === ErrorType.STREAM_NOT_FOUND) return [];
        if (typeOf(error) === ErrorType.UNKNOWN && what === '$all') throw new NoEventThereError();
        if (!isPassing(error)) throw error;
        if (this.#connection === connection) this.#connection = undefined;
        connection.giveUp();
        if (performance.now() + waitMs >= giveUpAt) throw unavailable(what, error);
      }
      await sleep(waitMs);
      waitMs = Math.min(2 * waitMs, LAST_WAIT_MS);
    }
  }
}

const unavailable = (what: string, cause: unknown): StoreUnavailableError =>
  new StoreUnavailableError(`Reading ${what}: ${cause instanceof Error ? cause.message : String(cause)}`);

/** @throws DeadlineError when nothing came for `stallMs`. */
async function collect(reading: Reading, stallMs: number): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  const giveUp = () => {
    reading.destroy(new DeadlineError(`Nothing came in ${stallMs} ms`));
    reading.cancel().catch(() => undefined);
  };
  const timer = setTimeout(giveUp, stallMs);
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
