import { assertNever } from '../../kernel/assert-never.js';
import type { Instant } from '../../kernel/instant.js';
import type { WebhookEvent } from './webhook.events.js';
import type { Webhook, WebhookState } from './webhook.state.js';

/** @throws Error when a history begins with anything but a registration. */
export function evolveWebhook(state: Webhook, event: WebhookEvent, _effectiveAt: Instant): Webhook {
  switch (event.type) {
    case 'WebhookRegistered': {
      const { webhookId, client, endpoint, resellers, after } = event;
      const fresh = { disabled: null, secretNumber: 1, previousUntil: null, releases: 0 };
      return { webhookId, client, endpoint, resellers, ...fresh, start: { after, number: 0 } };
    }
    case 'WebhookChanged':
      return { ...registered(state, event), endpoint: event.endpoint, disabled: null };
    case 'WebhookSecretRotated': {
      const { secretNumber, previousUntil } = event;
      return { ...registered(state, event), secretNumber, previousUntil };
    }
    case 'WebhookReplayed': {
      const before = registered(state, event);
      return { ...before, start: { after: event.after, number: before.start.number + 1 } };
    }
    case 'WebhookReleased': {
      const before = registered(state, event);
      return { ...before, releases: before.releases + 1 };
    }
    case 'WebhookDisabled':
      return { ...registered(state, event), disabled: event.reason };
    case 'WebhookDeleted':
      return undefined;
    default:
      return assertNever(event);
  }
}

function registered(state: Webhook, { type }: WebhookEvent): WebhookState {
  if (state === undefined) throw new Error(`${type} of a webhook that is not registered`);
  return state;
}
