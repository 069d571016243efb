import { LRUCache } from 'lru-cache';
import type { AttemptsAppender } from '../attempts-appender.js';
import { StreamConflictError } from '../event-appender.js';
import type { CommandRefused } from '../system-events.js';
import type { SystemStreamAppender } from '../system-stream-appender.js';
import type { SystemStreamReader } from '../system-streams.js';

/** Refusals on their way to the store. Past it they are dropped: a flood of them must not slow down what is accepted. */
const WAITING_MAX = 256;
/** Streams whose last attempt's revision is remembered, to spare a read. */
const REMEMBERED_MAX = 10_000;
/** Others may append attempts to the same stream at the same time. */
const CONFLICTS_MAX = 3;

export class EventStoreDbAttempts implements AttemptsAppender {
  readonly #lastRevisions = new LRUCache<string, number>({ max: REMEMBERED_MAX });
  #waiting = 0;
  #dropped = 0;

  constructor(
    private readonly reader: SystemStreamReader,
    private readonly appender: SystemStreamAppender,
  ) {}

  /** Attempts that were not kept since the process started. */
  get dropped(): number {
    return this.#dropped;
  }

  record(stream: string, refused: Omit<CommandRefused, 'type'>): void {
    if (this.#waiting >= WAITING_MAX) {
      this.#dropped += 1;
      return;
    }
    this.#waiting += 1;
    this.#append(`attempts-${stream}`, { type: 'CommandRefused', ...refused })
      .catch(() => {
        this.#dropped += 1;
      })
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  async #append(stream: string, event: CommandRefused): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const last = this.#lastRevisions.get(stream) ?? (await this.reader.readLast(stream))?.revision;
      try {
        const { revision } = await this.appender.append(stream, last ?? 'no-stream', event);
        this.#lastRevisions.set(stream, revision);
        return;
      } catch (error) {
        this.#lastRevisions.delete(stream);
        if (!(error instanceof StreamConflictError) || tries >= CONFLICTS_MAX) throw error;
      }
    }
  }
}
