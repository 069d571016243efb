import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type AllItem, EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { RECENT_EVENTS_MAX, RESUBSCRIBE_MS } from './feed-limits.js';

/** Before the first event of all. */
const START = -1n;

export const positionOf = (item: AllItem): bigint => (item.kind === 'event' ? item.event.position : item.position);

/** One live subscription for everybody in this process who follows the feed; begun when the first one does. */
@Injectable()
export class LiveEvents implements OnApplicationShutdown {
  private readonly logger = new Logger(LiveEvents.name);
  private readonly stop = new AbortController();
  private readonly waiting = new Set<() => void>();
  private following: Promise<void> | undefined;
  /** In the order of `$all`, without a gap from behind `floor` on. */
  private recent: AllItem[] = [];
  /** undefined until it is known where the subscription began. */
  private floor: bigint | undefined;

  constructor(@Inject(EVENT_READER) private readonly reader: EventReader) {}

  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    this.wake();
    await this.following;
  }

  /** @returns what came behind a position, oldest first; undefined when that is too far back to be at hand. */
  behind(position: bigint | undefined, max: number): readonly AllItem[] | undefined {
    this.follow();
    const after = position ?? START;
    if (this.floor === undefined || after < this.floor) return undefined;
    const first = this.recent.findLastIndex((item) => positionOf(item) <= after) + 1;
    return this.recent.slice(first, first + max);
  }

  /** Resolves when something came behind a position, when the signal says so, or after so long. */
  async moved(position: bigint | undefined, timeoutMs: number, signal: AbortSignal): Promise<void> {
    this.follow();
    const after = position ?? START;
    const isThere = () => this.newest !== undefined && this.newest > after;
    if (isThere() || signal.aborted || timeoutMs <= 0) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.waiting.delete(check);
        resolve();
      };
      const check = () => (isThere() || this.stop.signal.aborted) && done();
      const timer = setTimeout(done, timeoutMs);
      signal.addEventListener('abort', done, { once: true });
      this.waiting.add(check);
    });
  }

  /** Position of the newest that came; undefined until it is known. */
  get newest(): bigint | undefined {
    const last = this.recent.at(-1);
    return last === undefined ? this.floor : positionOf(last);
  }

  private follow(): void {
    this.following ??= this.followForEver();
  }

  private async followForEver(): Promise<void> {
    while (!this.stop.signal.aborted) {
      const before = this.newest;
      try {
        if (this.floor === undefined) this.begin((await this.reader.head()) ?? START);
        const after = this.newest === START ? undefined : this.newest;
        for await (const item of this.reader.subscribeToAll(after, { signal: this.stop.signal })) this.take(item);
      } catch (error) {
        this.logger.debug(`Subscription ended: ${error instanceof Error ? error.message : error}`);
      }
      if (this.newest === before && !this.stop.signal.aborted) {
        await pause(RESUBSCRIBE_MS, undefined, { signal: this.stop.signal }).catch(() => undefined);
      }
    }
  }

  private begin(head: bigint): void {
    this.floor = head;
    this.wake();
  }

  private take(item: AllItem): void {
    if (this.newest !== undefined && positionOf(item) <= this.newest) return;
    const last = this.recent.at(-1);
    // Of many checkpoints in a row only the last says anything.
    if (item.kind === 'checkpoint' && last?.kind === 'checkpoint') this.recent.pop();
    this.recent.push(item);
    if (this.recent.length > 2 * RECENT_EVENTS_MAX) this.forgetOldest();
    this.wake();
  }

  /** Half of them at once: to shift one by one would cost each event the whole list. */
  private forgetOldest(): void {
    const kept = this.recent.slice(-RECENT_EVENTS_MAX);
    const forgotten = this.recent[this.recent.length - kept.length - 1];
    if (forgotten !== undefined) this.floor = positionOf(forgotten);
    this.recent = kept;
  }

  private wake(): void {
    for (const check of [...this.waiting]) check();
  }
}
