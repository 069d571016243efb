import { Inject, Injectable } from '@nestjs/common';
import type { WebhookState } from '#domain/webhook/webhook.state.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import { type CloudEvent, CloudEvents } from '#feed/cloud-events.js';
import { mayHear } from '#feed/feed-scope.js';
import { publicType, shownEvent } from '#feed/shapes/public-events.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { webhookAttempts } from '../metrics.js';
import { type Attempt, sendWebhook } from '../sending/send-webhook.js';
import { signatureOf } from '../sending/signature.js';
import { WebhookSecrets } from '../sending/webhook-secrets.js';
import type { DeliveryRow, DeliveryStatus, Lane } from './delivery.rows.js';
import { DeliveryDatabase } from './delivery-database.js';
import { retryDelay } from './retry-delay.js';

/** A turn of one webhook. */
export interface Turn {
  readonly webhook: WebhookState;
  /** performance.now() when no further event is begun. */
  readonly until: number;
  readonly signal: AbortSignal;
}

export type LaneOutcome = 'told' | 'failed' | 'gone';

/** Whether a webhook is to be told of it. */
export function isFor({ resellers, endpoint: { types } }: WebhookState, stored: StoredEvent): boolean {
  if (!mayHear(resellers, stored)) return false;
  const version = shownEvent(stored.event.type)?.version ?? 1;
  return types === null || types.includes(publicType(stored.event.type, version));
}

/** Tells a webhook of one stream's events, each once it took the one before. */
@Injectable()
export class LaneDelivery {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(CloudEvents) private readonly cloudEvents: CloudEvents,
    @Inject(DeliveryDatabase) private readonly database: DeliveryDatabase,
    @Inject(WebhookSecrets) private readonly secrets: WebhookSecrets,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws faults of the stores; what the receiver does is an outcome. */
  async deliver(begun: Lane, turn: Turn): Promise<LaneOutcome> {
    const { webhookId } = turn.webhook;
    const events = await this.reader.readStream(begun.stream, begun.next);
    const wanted = events.filter((stored) => stored.revision <= begun.upTo && isFor(turn.webhook, stored));
    let lane = begun;
    for (const stored of wanted) {
      if (performance.now() > turn.until || turn.signal.aborted) return 'told';
      const [event] = await this.cloudEvents.of([stored]);
      if (event === undefined) continue;
      const attempt = await this.attempt(event, turn);
      webhookAttempts.inc({ outcome: attempt.outcome });
      // Nobody waits for it any more: what came of it is not known, so it comes again.
      if (attempt.outcome === 'failed' && turn.signal.aborted) return 'told';
      if (attempt.outcome !== 'taken') return this.failed(lane, stored, event, attempt, webhookId);
      const row = rowOf(stored, event, 'delivered', lane.attempts + 1, attempt);
      await this.database.told(webhookId, lane, stored.revision, row);
      lane = { ...lane, next: stored.revision + 1, attempts: 0 };
    }
    await this.database.finish(webhookId, lane);
    return 'told';
  }

  private attempt(event: CloudEvent, { webhook, signal }: Turn): Promise<Attempt> {
    const body = JSON.stringify(event);
    // The receiver compares it with its own clock, not with a sandbox's.
    const at = Math.floor(Date.now() / 1_000);
    const signed = { id: event.id, at, body };
    const headers = {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'Termbook-Webhooks/1',
      'webhook-id': event.id,
      'webhook-timestamp': String(at),
      'webhook-signature': signatureOf(signed, this.secrets.inUse(webhook, this.clock.now())),
    };
    const allowPrivate = this.settings.webhookAllowPrivate;
    return sendWebhook({ url: webhook.endpoint.url, headers, body, allowPrivate, signal });
  }

  private async failed(
    lane: Lane,
    stored: StoredEvent,
    event: CloudEvent,
    attempt: Exclude<Attempt, { outcome: 'taken' }>,
    webhookId: string,
  ): Promise<LaneOutcome> {
    const attempts = lane.attempts + 1;
    const parked = attempts >= this.settings.webhookAttempts;
    const row = rowOf(stored, event, parked ? 'parked' : 'retrying', attempts, attempt);
    const delayMs = parked ? undefined : retryDelay(attempts, Math.random());
    await this.database.failed(webhookId, lane, { delayMs, now: this.clock.now() }, row);
    return attempt.outcome;
  }
}

const rowOf = (
  { position, stream, revision }: StoredEvent,
  { id, type }: CloudEvent,
  status: DeliveryStatus,
  attempts: number,
  attempt: Attempt,
): DeliveryRow => ({
  position,
  eventId: id,
  type,
  stream,
  revision,
  status,
  attempts,
  httpStatus: attempt.status,
  error: attempt.outcome === 'failed' ? attempt.error : null,
});
