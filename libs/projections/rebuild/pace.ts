import { setTimeout as sleep } from 'node:timers/promises';

/** A live batch that has waited this long goes first. */
const LIVE_WAIT_MS = 10;
/** How long a page waits for live events at most: under endless load a rebuild still comes to its end. */
const YIELD_MS_MAX = 250;
const LOOK_AGAIN_MS = 5;

/** How fast a replay may go: never faster than told, and behind what is live. */
export class Pace {
  private readonly began = performance.now();
  private events = 0;

  constructor(
    /** null: as fast as it can. */
    private readonly eventsPerSecondMax: number | null,
    /** For how long a live batch has been waiting. */
    private readonly liveWaitsMs: () => number,
    private readonly signal: AbortSignal,
  ) {}

  /** How many events to take at once: a slow replay takes small pages, so that it is steady. */
  pageOf(most: number): number {
    return this.eventsPerSecondMax === null
      ? most
      : Math.max(1, Math.min(most, Math.ceil(this.eventsPerSecondMax / 4)));
  }

  /** Waits until so many more events may be taken. */
  async before(events: number): Promise<void> {
    await this.yieldToLive();
    if (this.eventsPerSecondMax === null) return;
    this.events += events;
    const early = (this.events * 1_000) / this.eventsPerSecondMax - (performance.now() - this.began);
    if (early > 0) await this.pause(early);
  }

  private async yieldToLive(): Promise<void> {
    const giveUpAt = performance.now() + YIELD_MS_MAX;
    while (this.liveWaitsMs() > LIVE_WAIT_MS && performance.now() < giveUpAt) await this.pause(LOOK_AGAIN_MS);
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.signal }).catch(() => undefined);
  }
}
