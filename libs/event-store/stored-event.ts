import type { CartEvent } from '#domain/cart/cart.events.js';
import type { ClaimEvent } from '#domain/claim/claim.events.js';
import type { CustomerEvent } from '#domain/customer/customer.events.js';
import type { PlanEvent } from '#domain/plan/plan.events.js';
import type { ResellerEvent } from '#domain/reseller/reseller.events.js';
import type { SubscriptionEvent } from '#domain/subscription/subscription.events.js';
import type { WebhookEvent } from '#domain/webhook/webhook.events.js';
import type { CommandId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';

/** A keyed command that was accepted and changed nothing: the receipt that keeps a later repeat harmless. */
export interface CommandHadNoEffect {
  readonly type: 'CommandHadNoEffect';
  readonly command: string;
}

export type DomainEvent =
  | SubscriptionEvent
  | PlanEvent
  | ResellerEvent
  | CustomerEvent
  | CartEvent
  | ClaimEvent
  | WebhookEvent
  | CommandHadNoEffect;

/** What every event says beside its facts (HISTORY.md). */
export interface EventMetadata {
  /** UUIDv5(client, Idempotency-Key); null for commands without a key (workers, PUT and DELETE without one). */
  readonly commandId: CommandId | null;
  /** HMAC-SHA-256 of the RFC 8785 JSON of command name, path ids and normalised payload; null without a key. */
  readonly requestHash: string | null;
  readonly command: string;
  /** The command's payload, personal fields sealed; on the command's first event only. */
  readonly payload?: unknown;
  readonly correlationId: string;
  /** What caused the command: a job, an event id, a request id. */
  readonly causationId: string | null;
  readonly actor: string;
  /** The intake client that the actor's key belongs to; absent in events from before it was kept. */
  readonly client?: string;
  readonly resellerId: string | null;
  readonly effectiveAt: Instant;
  readonly recordedAt: Instant;
  /** Revisions of the other streams that the decision used. */
  readonly facts?: Readonly<Record<string, number>>;
  /** SHA-256 (hex) over the RFC 8785 JSON of everything in the event but the hash itself. */
  readonly hash: string;
  /** `hash` of the event before in this stream; null for the first. */
  readonly previousHash: string | null;
}

/** An event as the history holds it. `revision` counts from 0 in its stream; `position` is its commit position in `$all`. */
export interface StoredEvent<E extends { readonly type: string } = DomainEvent> {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly id: string;
  readonly event: E;
  readonly metadata: EventMetadata;
}
