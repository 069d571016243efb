import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import pMap from 'p-map';
import { DisableWebhookCommand } from '#commands/webhook/disable-webhook.js';
import type { DisabledReason } from '#domain/webhook/webhook.events.js';
import type { WebhookState } from '#domain/webhook/webhook.state.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { parsePosition } from '#event-store/position.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import { Feed } from '#feed/feed.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import type { WebhookId } from '#kernel/ids.js';
import { type Instant, millisecondsOf } from '#kernel/instant.js';
import type { Lane, Progress } from './delivery.rows.js';
import { DeliveryDatabase } from './delivery-database.js';
import { isFor, LaneDelivery, type LaneOutcome } from './lane-delivery.js';
import {
  DUE_LANES_MAX,
  FAILING_DAYS_MAX,
  LANES_AT_ONCE,
  LANES_WHILE_FAILING,
  LEASE_MS,
  OPEN_LANES_MAX,
  RENEW_EVERY_MS,
  SCAN_EVENTS_MAX,
  TURN_MS_MAX,
} from './webhook-limits.js';
import { type FoundWebhook, WebhookStates } from './webhook-states.js';

/** What is left when a turn ends. */
export type TurnEnd =
  /** Nothing, or what comes in so many milliseconds. */
  | { readonly kind: 'idle'; readonly nextMs: number | undefined }
  /** Its time was over. */
  | { readonly kind: 'more' }
  /** Another process has it. */
  | { readonly kind: 'elsewhere' };

const DAY_MS = 24 * 60 * 60_000;
const IDLE: TurnEnd = { kind: 'idle', nextMs: undefined };

/** One webhook's turn: looks for what it is to be told of, and tells it. */
@Injectable()
export class WebhookTurns {
  private readonly logger = new Logger(WebhookTurns.name);
  /** Whoever looks into the table sees which process it is. */
  private readonly owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  private readonly stopping = new AbortController();
  private readonly running = new Set<string>();

  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(WebhookStates) private readonly states: WebhookStates,
    @Inject(DeliveryDatabase) private readonly database: DeliveryDatabase,
    @Inject(Feed) private readonly feed: Feed,
    @Inject(LaneDelivery) private readonly lanes: LaneDelivery,
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Ends what is under way: it comes again. */
  stop(): void {
    this.stopping.abort();
  }

  /** @throws faults of the stores: the next turn tries again. */
  async take(webhookId: WebhookId): Promise<TurnEnd> {
    if (this.running.has(webhookId)) return { kind: 'elsewhere' };
    this.running.add(webhookId);
    const renew = () => this.database.renew(webhookId, this.owner, LEASE_MS).catch(() => undefined);
    const renewing = setInterval(renew, RENEW_EVERY_MS);
    try {
      return await this.run(webhookId);
    } finally {
      clearInterval(renewing);
      this.running.delete(webhookId);
      await this.database.leave(webhookId, this.owner).catch(() => undefined);
    }
  }

  private async run(webhookId: WebhookId): Promise<TurnEnd> {
    const until = performance.now() + TURN_MS_MAX;
    while (performance.now() < until && !this.stopping.signal.aborted) {
      const found = await this.states.find(webhookId);
      if (found === undefined) return this.forget(webhookId);
      if (found.state.disabled !== null || found.state.endpoint.paused) return IDLE;
      const leased = await this.database.lease(webhookId, this.owner, LEASE_MS);
      if (leased === undefined) return { kind: 'elsewhere' };
      const progress = await this.followed(found, leased);
      const end = await this.scan(found.state, progress);
      const due = await this.database.dueLanes(webhookId, DUE_LANES_MAX);
      if (due.length === 0 && end) return this.idle(webhookId);
      // What was found just now may have happened after a pause: then the pause counts.
      if ((await this.states.find(webhookId))?.revision !== found.revision) continue;
      if (await this.tell(found.state, due, progress, until)) return IDLE;
    }
    return { kind: 'more' };
  }

  private async idle(webhookId: string): Promise<TurnEnd> {
    await this.database.prune(webhookId);
    return { kind: 'idle', nextMs: await this.database.nextDueMs(webhookId) };
  }

  private async forget(webhookId: string): Promise<TurnEnd> {
    await this.database.forget(webhookId);
    return IDLE;
  }

  /** What was decided on it since: where it begins, and that what was parked is released. */
  private async followed({ state, registeredAt }: FoundWebhook, progress: Progress): Promise<Progress> {
    const { webhookId, start, releases } = state;
    let followed = progress;
    if (progress.startNumber !== start.number) {
      const position = start.after === null ? registeredAt : parsePosition(await this.reader.storeId(), start.after);
      await this.database.beginAt(webhookId, this.owner, position, start.number);
      followed = { ...followed, position };
    }
    if (progress.releases !== releases) await this.database.unpark(webhookId, this.owner, releases);
    return followed;
  }

  /** @returns whether all that there is was looked at, or may not be looked at yet. */
  private async scan(webhook: WebhookState, { position }: Progress): Promise<boolean> {
    if ((await this.database.openLanes(webhook.webhookId)) >= OPEN_LANES_MAX) return true;
    const after = position ?? undefined;
    const { signal } = this.stopping;
    const scan = await this.feed.stored({ resellers: webhook.resellers, after, limit: SCAN_EVENTS_MAX, signal });
    const found = scan.events.filter((stored) => isFor(webhook, stored));
    if (scan.next !== undefined && scan.next !== after) {
      await this.database.advance(webhook.webhookId, this.owner, scan.next, lanesOf(found));
    }
    return scan.end;
  }

  /** @returns whether it is disabled now. */
  private async tell(
    webhook: WebhookState,
    due: readonly Lane[],
    { failingSince }: Progress,
    until: number,
  ): Promise<boolean> {
    const turn = { webhook, until, signal: this.stopping.signal };
    const probing = failingSince !== null;
    const now = probing ? due.slice(0, LANES_WHILE_FAILING) : due;
    const outcomes = await pMap(now, (lane) => this.lanes.deliver(lane, turn), { concurrency: LANES_AT_ONCE });
    const reason = reasonToDisable(outcomes, failingSince, this.clock.now());
    if (reason !== undefined) await this.disable(webhook, reason);
    return reason !== undefined;
  }

  private async disable({ webhookId, endpoint: { url } }: WebhookState, reason: DisabledReason): Promise<void> {
    const ids = { correlationId: randomUUID(), causationId: null };
    const context = { client: 'worker', idempotencyKey: null, ...ids, actor: 'worker:webhooks' };
    await this.commands.execute(new DisableWebhookCommand({ webhookId, url, reason }, context));
    this.logger.warn(`Webhook ${webhookId} is disabled: ${reason}`);
  }
}

function reasonToDisable(
  outcomes: readonly LaneOutcome[],
  failingSince: Date | null,
  now: Instant,
): DisabledReason | undefined {
  if (outcomes.includes('gone')) return 'gone';
  const failing = failingSince !== null && millisecondsOf(now) - failingSince.getTime() > FAILING_DAYS_MAX * DAY_MS;
  return failing && outcomes.includes('failed') ? 'failing' : undefined;
}

/** First and last revision of each stream. */
function lanesOf(events: readonly StoredEvent[]): readonly Pick<Lane, 'stream' | 'next' | 'upTo'>[] {
  const lanes = new Map<string, { readonly next: number; readonly upTo: number }>();
  for (const { stream, revision } of events) {
    const known = lanes.get(stream);
    lanes.set(stream, { next: known?.next ?? revision, upTo: revision });
  }
  return [...lanes].map(([stream, lane]) => ({ stream, ...lane }));
}
