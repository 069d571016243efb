import type { WebhookId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';

/** What its owner may change. */
export interface WebhookEndpoint {
  readonly url: string;
  /** Types of the feed; null for all. */
  readonly types: readonly string[] | null;
  /** Nothing is sent, and nothing is lost: it goes on where it stood. */
  readonly paused: boolean;
}

export interface WebhookRegistered {
  readonly type: 'WebhookRegistered';
  readonly webhookId: WebhookId;
  /** Whose it is: the intake client of the key. */
  readonly client: string;
  readonly endpoint: WebhookEndpoint;
  /** Whose events it hears; null for everybody's. Never more than the key may see. */
  readonly resellers: readonly string[] | null;
  /** Position (opaque) behind which it begins; null: behind this event. */
  readonly after: string | null;
  readonly registeredAt: Instant;
}

/** Changed, paused or resumed; where it was disabled, it is so no longer. */
export interface WebhookChanged {
  readonly type: 'WebhookChanged';
  readonly endpoint: WebhookEndpoint;
  readonly previous: WebhookEndpoint;
  readonly changedAt: Instant;
}

/** The secret itself is nowhere: it follows from its number and a key of the vault. */
export interface WebhookSecretRotated {
  readonly type: 'WebhookSecretRotated';
  /** The first secret has number 1. */
  readonly secretNumber: number;
  /** Until then the one before signs too. */
  readonly previousUntil: Instant;
  readonly rotatedAt: Instant;
}

/** It goes on behind another position; what was parked is tried again. */
export interface WebhookReplayed {
  readonly type: 'WebhookReplayed';
  readonly after: string;
  readonly replayedAt: Instant;
}

/** What was parked is tried again. */
export interface WebhookReleased {
  readonly type: 'WebhookReleased';
  readonly releasedAt: Instant;
}

/** `gone`: it answered 410. `failing`: nothing was taken for days. */
export type DisabledReason = 'gone' | 'failing';

export interface WebhookDisabled {
  readonly type: 'WebhookDisabled';
  readonly reason: DisabledReason;
  readonly disabledAt: Instant;
}

export interface WebhookDeleted {
  readonly type: 'WebhookDeleted';
  readonly deletedAt: Instant;
}

export type WebhookEvent =
  | WebhookRegistered
  | WebhookChanged
  | WebhookSecretRotated
  | WebhookReplayed
  | WebhookReleased
  | WebhookDisabled
  | WebhookDeleted;
