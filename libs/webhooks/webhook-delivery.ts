import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { WebhookTurns } from './delivery/webhook-turns.js';
import { WebhookProcessor } from './queue/webhook-queue.js';
import { WebhookWaker } from './queue/webhook-waker.js';

/** Turns that were told to end do so at once; one that does not is taken again by the next worker. */
const TURNS_MS_MAX = 5_000;

/** Starts the sending of webhooks, and stops it before what it uses goes away. */
@Injectable()
export class WebhookDelivery {
  constructor(
    @Inject(WebhookWaker) private readonly waker: WebhookWaker,
    @Inject(WebhookTurns) private readonly turns: WebhookTurns,
    @Inject(WebhookProcessor) private readonly processor: WebhookProcessor,
  ) {}

  start(): void {
    this.waker.start();
  }

  async stop(): Promise<void> {
    await this.waker.stop();
    this.turns.stop();
    const turns = this.processor.worker.close().catch(() => undefined);
    await Promise.race([turns, sleep(TURNS_MS_MAX, undefined, { ref: false })]);
  }
}
