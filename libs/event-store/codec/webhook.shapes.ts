import type { WebhookEndpoint, WebhookEvent } from '#domain/webhook/webhook.events.js';
import type { CodecTable } from './codec.js';
import { integer, listOf, nonEmptyText, nullable, oneOf, shape, truth } from './schema.js';
import { instant } from './shared.shapes.js';

const endpoint = shape<WebhookEndpoint>({
  url: nonEmptyText(),
  types: nullable(listOf(nonEmptyText())),
  paused: truth,
});

export const WEBHOOK_TYPES: CodecTable<WebhookEvent> = {
  WebhookRegistered: {
    current: shape({
      webhookId: nonEmptyText(),
      client: nonEmptyText(),
      endpoint,
      resellers: nullable(listOf(nonEmptyText())),
      after: nullable(nonEmptyText()),
      registeredAt: instant,
    }),
  },
  WebhookChanged: { current: shape({ endpoint, previous: endpoint, changedAt: instant }) },
  WebhookSecretRotated: { current: shape({ secretNumber: integer, previousUntil: instant, rotatedAt: instant }) },
  WebhookReplayed: { current: shape({ after: nonEmptyText(), replayedAt: instant }) },
  WebhookReleased: { current: shape({ releasedAt: instant }) },
  WebhookDisabled: { current: shape({ reason: oneOf('gone', 'failing'), disabledAt: instant }) },
  WebhookDeleted: { current: shape({ deletedAt: instant }) },
};
