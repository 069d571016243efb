import type { WebhookEvent } from '#domain/webhook/webhook.events.js';
import { leftOut, type PublicEvents } from './public-event.js';

const OURS = leftOut('How events are sent: of no reseller, and its owner asks for it by itself.');

export const WEBHOOK_EVENTS: PublicEvents<WebhookEvent> = {
  WebhookRegistered: OURS,
  WebhookChanged: OURS,
  WebhookSecretRotated: OURS,
  WebhookReplayed: OURS,
  WebhookReleased: OURS,
  WebhookDisabled: OURS,
  WebhookDeleted: OURS,
};
