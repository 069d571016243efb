import { setTimeout as sleep } from 'node:timers/promises';
import { REQUESTS_CHANNEL } from '#read-models/rebuilds/rebuild.rows.js';
import { messageOf } from '../runner/faults.js';
import type { Leadership } from '../runner/leadership.js';
import type { ProjectionFeed } from '../runner/projection-feed.js';
import { parkedDesk } from './parked-desk.js';
import { rebuildDesk } from './rebuild-desk.js';
import { verificationDesk } from './verification-desk.js';
import { connectWorkshop, type Workshop, type WorkshopOptions } from './workshop.js';

/** The word of a request may get lost with a connection: look for oneself after this long. */
const LOOK_MS = 1_000;
/** Waits after a fault of Postgres or the event store: doubling from the first to the last. */
const RETRY_MS_FIRST = 200;
const RETRY_MS_MAX = 5_000;

/** Does one thing of its kind. @returns whether there was one. */
export type Desk = (shop: Workshop) => Promise<boolean>;

/** Each for itself: nobody waits for a verification of hours to have a stream released. */
const DESKS: readonly Desk[] = [rebuildDesk, verificationDesk, parkedDesk];

/**
 * Does what operators ask of the leading projector, beside the live projections. What it was at when a process ended, the
 * next one that leads goes on with.
 */
export class WorkshopRunner {
  private readonly over: AbortSignal;
  private readonly asleep = new Set<() => void>();

  constructor(
    private readonly options: WorkshopOptions,
    private readonly lead: Leadership,
    private readonly feed: ProjectionFeed,
    stop: AbortSignal,
  ) {
    this.over = AbortSignal.any([stop, lead.lost]);
    this.over.addEventListener('abort', () => this.wake(), { once: true });
  }

  /** Until stopped or until leadership is lost. Never throws: what fails is said, and tried again. */
  async run(): Promise<void> {
    await Promise.all(DESKS.map((desk) => this.keepOpen(desk)));
  }

  private async keepOpen(desk: Desk): Promise<void> {
    let waitMs = RETRY_MS_FIRST;
    while (!this.over.aborted) {
      try {
        await this.open(desk);
        waitMs = RETRY_MS_FIRST;
      } catch (error) {
        if (this.over.aborted) return;
        this.options.logger.warn({ reason: messageOf(error) }, "an operator's request waits");
        await sleep(waitMs, undefined, { signal: this.over }).catch(() => undefined);
        waitMs = Math.min(2 * waitMs, RETRY_MS_MAX);
      }
    }
  }

  private async open(desk: Desk): Promise<void> {
    const connections = await connectWorkshop(this.options.databaseUrl);
    try {
      connections.client.on('notification', () => this.wake());
      await connections.client.query(`LISTEN ${REQUESTS_CHANNEL}`);
      const { reader, projections, logger } = this.options;
      const { lead, feed, over } = this;
      while (!over.aborted) {
        if (!(await desk({ reader, projections, logger, lead, feed, over, ...connections }))) await this.pause();
      }
    } finally {
      await connections.end();
    }
  }

  private async pause(): Promise<void> {
    if (this.over.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.asleep.delete(done);
        resolve();
      };
      const timer = setTimeout(done, LOOK_MS);
      this.asleep.add(done);
    });
  }

  private wake(): void {
    for (const done of this.asleep) done();
  }
}
