import type { WebhookId } from '../../kernel/ids.js';
import type { DisabledReason, WebhookEndpoint } from './webhook.events.js';

export interface RegisterWebhook {
  readonly type: 'RegisterWebhook';
  readonly webhookId: WebhookId;
  readonly client: string;
  readonly endpoint: WebhookEndpoint;
  readonly resellers: readonly string[] | null;
  readonly after: string | null;
}

export interface ChangeWebhook {
  readonly type: 'ChangeWebhook';
  readonly endpoint: WebhookEndpoint;
}

export interface RotateWebhookSecret {
  readonly type: 'RotateWebhookSecret';
}

export interface ReplayWebhook {
  readonly type: 'ReplayWebhook';
  readonly after: string;
}

export interface ReleaseWebhook {
  readonly type: 'ReleaseWebhook';
}

/** Sent by our worker only. */
export interface DisableWebhook {
  readonly type: 'DisableWebhook';
  /** Where it was changed since, this says nothing of it. */
  readonly url: string;
  readonly reason: DisabledReason;
}

export interface DeleteWebhook {
  readonly type: 'DeleteWebhook';
}

export type WebhookCommand =
  | RegisterWebhook
  | ChangeWebhook
  | RotateWebhookSecret
  | ReplayWebhook
  | ReleaseWebhook
  | DisableWebhook
  | DeleteWebhook;
