import { Inject, Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { AnchorHistory } from '#commands/audit/anchor-history.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import { addMilliseconds, type Instant } from '#kernel/instant.js';

/** Daily (HISTORY.md, The chain), by the Clock. */
const ANCHOR_EVERY_MS = 24 * 60 * 60 * 1_000;
/** How often each worker looks whether the day is over; a clock that is moved by months makes one anchor, not many. */
const LOOK_EVERY_MS = 60_000;

const anchoredAtSeconds = new Gauge({
  name: 'termbook_history_anchored_at_seconds',
  help: 'Until when the history is anchored, seconds since the Unix epoch, by the Clock; a day and more ago: anchoring fails',
});

/** A plain timer in every worker: the history says whether today's anchor is there, so nothing has to be remembered. */
@Injectable()
export class AnchorTimer {
  private readonly logger = new Logger(AnchorTimer.name);
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private fault: string | undefined;

  constructor(
    @Inject(AnchorHistory) private readonly history: AnchorHistory,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  start(): void {
    this.tick();
    this.timer = setInterval(() => this.tick(), LOOK_EVERY_MS);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.timer);
    await this.running;
  }

  private tick(): void {
    this.running ??= this.anchorOnceADay()
      .then(() => {
        this.fault = undefined;
      })
      .catch((error: unknown) => this.complain(error))
      .then(() => {
        this.running = undefined;
      });
  }

  /** One over nothing, as a new store gets it, says nothing: the first with an event in it follows within a minute. */
  private async anchorOnceADay(): Promise<void> {
    const newest = await this.history.newest();
    const now = this.clock.now();
    const { anchoredAt, events } = newest?.stored.event ?? { anchoredAt: now, events: 0 };
    if (events > 0 && addMilliseconds(anchoredAt, ANCHOR_EVERY_MS) > now) return tell(anchoredAt);
    // Where nothing happened since, the newest one is the answer, and covers everything until now.
    await this.history.anchor('worker', { signal: this.stopping.signal });
    tell(now);
  }

  /** Said once, however long it lasts. */
  private complain(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.stopping.signal.aborted || this.fault === reason) return;
    this.fault = reason;
    this.logger.warn(`Can't anchor the history; each minute tries again: ${reason}`);
  }
}

const tell = (anchoredAt: Instant): void => anchoredAtSeconds.set(Date.parse(anchoredAt) / 1_000);
