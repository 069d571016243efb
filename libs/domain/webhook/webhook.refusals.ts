import type { WebhookId } from '../../kernel/ids.js';

export type WebhookRefusal = {
  readonly code: 'not-found';
  readonly what: 'webhook';
  readonly webhookId: WebhookId;
};
