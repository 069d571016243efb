import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailableError, StreamConflictError } from '../event-appender.js';
import { BatchAppendCall } from './batch-append-call.js';
import type { WireAnswer, WireAppend } from './batch-append-request.js';
import { FIRST_WAIT_MS, LAST_WAIT_MS, PATIENCE, type Patience } from './patience.js';
import { StoreClient } from './store-client.js';
import { within } from './within.js';

/** Appends waiting for their answers. More are turned away: the caller is told to come back. */
const WAITING_MAX = 4_096;

/** The store will never take this append, whoever sends it. */
export class AppendRejectedError extends Error {}

/** Finds out whether exactly these events are in the stream already. */
export type WasWritten = (append: WireAppend) => Promise<{ readonly position: bigint } | undefined>;

interface Opened {
  readonly client: StoreClient;
  readonly call: BatchAppendCall;
}

/** Sends appends until their outcome is known: always the same bytes, over a new connection where one broke. */
export class AppendChannel {
  #open: Promise<Opened> | undefined;
  /** What `#open` came to: nearly every append finds it so, and has no need to wait for it. */
  #ready: Opened | undefined;
  #waiting = 0;
  #closed = false;

  constructor(
    private readonly url: string,
    private readonly wasWritten: WasWritten,
    private readonly patience: Patience = PATIENCE,
  ) {}

  /**
   * @returns commit position of the last event.
   * @throws StreamConflictError when the stream is at another revision and these events are not what is there.
   * @throws StoreUnavailableError when the outcome is unknown when patience is at its end.
   * @throws AppendRejectedError
   */
  async append(append: WireAppend): Promise<bigint> {
    if (this.#waiting >= WAITING_MAX) throw new StoreUnavailableError(`${WAITING_MAX} appends wait already`);
    this.#waiting += 1;
    try {
      return await this.#sendUntilKnown(append);
    } finally {
      this.#waiting -= 1;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#renew();
  }

  async #sendUntilKnown(append: WireAppend): Promise<bigint> {
    const giveUpAt = performance.now() + this.patience.giveUpMs;
    let waitMs = FIRST_WAIT_MS;
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#send(append, Math.min(this.patience.appendTryMs, giveUpAt - performance.now()));
      if (answer.outcome !== 'unknown') return this.#resultOf(append, answer, tries);
      if (this.#closed || performance.now() + waitMs >= giveUpAt) {
        throw new StoreUnavailableError(
          `Append to ${append.stream}: outcome unknown after ${tries} tries: ${answer.reason}`,
        );
      }
      await sleep(waitMs);
      waitMs = Math.min(2 * waitMs, LAST_WAIT_MS);
    }
  }

  /** A conflict behind a try of unknown outcome may be with our own events. */
  async #resultOf(
    append: WireAppend,
    answer: Exclude<WireAnswer, { outcome: 'unknown' }>,
    tries: number,
  ): Promise<bigint> {
    if (answer.outcome === 'rejected') throw new AppendRejectedError(`Append to ${append.stream}: ${answer.reason}`);
    if (answer.outcome === 'written' && answer.position !== undefined) return answer.position;
    const written = answer.outcome === 'written' || tries > 1 ? await this.wasWritten(append) : undefined;
    if (written === undefined) throw new StreamConflictError(append.stream);
    return written.position;
  }

  async #send(append: WireAppend, deadlineMs: number): Promise<WireAnswer> {
    if (this.#closed) return { outcome: 'unknown', reason: 'this process is stopping' };
    const opening = this.#opened();
    try {
      const { call } = this.#ready ?? (await within(deadlineMs, opening));
      const answer = await call.append(append, deadlineMs);
      if (answer.outcome === 'unknown') await this.#renew(opening);
      return answer;
    } catch (error) {
      await this.#renew(opening);
      return { outcome: 'unknown', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  #opened(): Promise<Opened> {
    if (this.#open !== undefined) return this.#open;
    const opening = this.#connect();
    this.#open = opening;
    const ready = (opened: Opened) => {
      if (this.#open === opening) this.#ready = opened;
    };
    opening.then(ready, () => undefined);
    return opening;
  }

  async #connect(): Promise<Opened> {
    const client = StoreClient.open(this.url);
    try {
      return { client, call: new BatchAppendCall(await client.openBatchAppend()) };
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  /** Closes the connection, so that the next append opens a new one. @param broken only if it is still this one. */
  async #renew(broken = this.#open): Promise<void> {
    if (broken === undefined || broken !== this.#open) return;
    this.#open = undefined;
    this.#ready = undefined;
    await broken.then(({ client }) => client.close()).catch(() => undefined);
  }
}
