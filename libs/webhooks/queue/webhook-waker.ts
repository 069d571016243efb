import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { LiveEvents } from '#feed/live-events.js';
import { WebhookQueries } from '#read-models/webhook/webhook.queries.js';
import { DeliveryDatabase } from '../delivery/delivery-database.js';
import { webhookParked } from '../metrics.js';
import { WebhookQueue } from './webhook-queue.js';

/** How long a webhook waits for an event that nobody told us of. */
const LOOK_EVERY_MS = 1_000;
/** Events that come together wake once. */
const GATHER_MS = 50;
/** Each webhook has a turn that often, whatever happened: what a wiped queue or a dead worker lost comes back. */
const ALL_EVERY_MS = 5_000;

/** Gives webhooks their turn: when something happened, when an attempt is due, and now and then anyway. */
@Injectable()
export class WebhookWaker {
  private readonly logger = new Logger(WebhookWaker.name);
  private readonly stopping = new AbortController();
  private waking: Promise<void> | undefined;
  private fault: string | undefined;

  constructor(
    @Inject(LiveEvents) private readonly live: LiveEvents,
    @Inject(WebhookQueries) private readonly webhooks: WebhookQueries,
    @Inject(DeliveryDatabase) private readonly deliveries: DeliveryDatabase,
    @Inject(WebhookQueue) private readonly queue: WebhookQueue,
  ) {}

  start(): void {
    this.waking = this.wakeForEver();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.waking;
  }

  private async wakeForEver(): Promise<void> {
    const { signal } = this.stopping;
    let seen: bigint | undefined;
    /** Once more after something happened: a turn that was ending then may have missed it. */
    let again = true;
    let allAt = 0;
    while (!signal.aborted) {
      const { newest } = this.live;
      const moved = newest !== seen;
      const all = moved || again || performance.now() >= allAt;
      if (await this.wake(all)) {
        if (all) allAt = performance.now() + ALL_EVERY_MS;
        [again, seen] = [moved, newest];
      }
      await pause(GATHER_MS, undefined, { signal }).catch(() => undefined);
      await this.live.moved(seen, LOOK_EVERY_MS, signal);
    }
  }

  /** Said once, however long it lasts. */
  private async wake(all: boolean): Promise<boolean> {
    try {
      await this.queue.wake(all ? await this.webhooks.ids() : await this.deliveries.due());
      if (all) webhookParked.set(await this.deliveries.parkedCount());
      this.fault = undefined;
      return true;
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      if (fault !== this.fault) this.logger.warn(`Webhooks wait; each look tries again: ${fault}`);
      this.fault = fault;
      await pause(LOOK_EVERY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      return false;
    }
  }
}
