import { type WebhookRow, webhookTable } from '#read-models/webhook/webhook.rows.js';
import { begin, change, type Projection, unchanged } from '../projection.js';

export const webhookProjection: Projection<WebhookRow, 'webhook'> = {
  name: 'webhook',
  table: webhookTable,
  on: {
    webhook: {
      WebhookRegistered: begin(({ webhookId, client }) => ({ webhook_id: webhookId, client, deleted: false })),
      WebhookChanged: unchanged,
      WebhookSecretRotated: unchanged,
      WebhookReplayed: unchanged,
      WebhookReleased: unchanged,
      WebhookDisabled: unchanged,
      WebhookDeleted: change(() => ({ deleted: true })),
      CommandHadNoEffect: unchanged,
    },
  },
};
