import type { WebhookState } from '#domain/webhook/webhook.state.js';
import { formatPosition } from '#event-store/position.js';
import { subjectOf } from '#feed/cloud-events.js';
import type { Standing, StoredDelivery } from '#webhooks/delivery/delivery.rows.js';
import type { FoundWebhook } from '#webhooks/delivery/webhook-states.js';

export interface WebhookFields {
  readonly webhookId: string;
  readonly url: string;
  readonly types: readonly string[] | null;
  readonly resellers: readonly string[] | null;
  readonly status: 'active' | 'paused' | 'disabled';
  readonly disabledReason: 'gone' | 'failing' | null;
  readonly secretNumber: number;
  readonly previousSecretUntil: string | null;
}

export interface WebhookAnswer extends WebhookFields {
  /** Only of one that was asked for by itself. */
  readonly delivery?: {
    readonly position: string | null;
    readonly waiting: number;
    readonly parked: number;
    readonly failingSince: string | null;
  };
  readonly revision: number;
  readonly position: string;
}

export interface DeliveryAnswer {
  readonly id: string;
  readonly eventType: string;
  readonly subject: string;
  readonly position: string;
  readonly status: StoredDelivery['status'];
  readonly attempts: number;
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly attemptedAt: string;
}

export const webhookFields = (state: WebhookState): WebhookFields => ({
  webhookId: state.webhookId,
  url: state.endpoint.url,
  types: state.endpoint.types,
  resellers: state.resellers,
  status: statusOf(state),
  disabledReason: state.disabled,
  secretNumber: state.secretNumber,
  previousSecretUntil: state.previousUntil,
});

function statusOf({ disabled, endpoint }: WebhookState): WebhookFields['status'] {
  if (disabled !== null) return 'disabled';
  return endpoint.paused ? 'paused' : 'active';
}

export const webhookAnswer = (
  { state, revision, position }: FoundWebhook,
  storeId: string,
  standing?: Standing,
): WebhookAnswer => ({
  ...webhookFields(state),
  ...(standing !== undefined && { delivery: standingAnswer(standing, storeId) }),
  revision,
  position: formatPosition(storeId, position),
});

const standingAnswer = ({ position, waiting, parked, failingSince }: Standing, storeId: string) => ({
  position: position === null ? null : formatPosition(storeId, position),
  waiting,
  parked,
  failingSince: failingSince?.toISOString() ?? null,
});

export const deliveryAnswer = (row: StoredDelivery, storeId: string): DeliveryAnswer => ({
  id: row.eventId,
  eventType: row.type,
  subject: subjectOf(row.stream),
  position: formatPosition(storeId, row.position),
  status: row.status,
  attempts: row.attempts,
  httpStatus: row.httpStatus,
  error: row.error,
  attemptedAt: row.attemptedAt.toISOString(),
});
