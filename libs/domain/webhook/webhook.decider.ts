import { assertNever } from '../../kernel/assert-never.js';
import { accept, noEffect, refuse, type Verdict } from '../../kernel/decision.js';
import type { WebhookId } from '../../kernel/ids.js';
import { addMilliseconds, type Instant } from '../../kernel/instant.js';
import type { ChangeWebhook, DisableWebhook, RegisterWebhook, WebhookCommand } from './webhook.commands.js';
import type { WebhookEndpoint, WebhookEvent } from './webhook.events.js';
import type { WebhookRefusal } from './webhook.refusals.js';
import type { Webhook, WebhookState } from './webhook.state.js';

/** After a rotation both secrets sign for a day: time to hand the new one to every receiver. */
export const SECRETS_OVERLAP_MS = 24 * 60 * 60_000;

type WebhookVerdict = Verdict<WebhookEvent, WebhookRefusal>;

export function decideWebhook(
  webhookId: WebhookId,
  state: Webhook,
  command: WebhookCommand,
  now: Instant,
): WebhookVerdict {
  if (command.type === 'RegisterWebhook') return register(state, command, now);
  if (state === undefined) return refuse({ code: 'not-found', what: 'webhook', webhookId });
  switch (command.type) {
    case 'ChangeWebhook':
      return change(state, command, now);
    case 'RotateWebhookSecret':
      return rotate(state, now);
    case 'ReplayWebhook':
      return accept({ type: 'WebhookReplayed', after: command.after, replayedAt: now });
    case 'ReleaseWebhook':
      return accept({ type: 'WebhookReleased', releasedAt: now });
    case 'DisableWebhook':
      return disable(state, command, now);
    case 'DeleteWebhook':
      return accept({ type: 'WebhookDeleted', deletedAt: now });
    default:
      return assertNever(command);
  }
}

function register(state: Webhook, { type: _, ...facts }: RegisterWebhook, now: Instant): WebhookVerdict {
  if (state !== undefined) return noEffect();
  return accept({ type: 'WebhookRegistered', ...facts, registeredAt: now });
}

/** The same endpoint once more resumes one that was disabled. */
function change({ endpoint: previous, disabled }: WebhookState, command: ChangeWebhook, now: Instant): WebhookVerdict {
  const { endpoint } = command;
  if (disabled === null && sameEndpoint(previous, endpoint)) return noEffect();
  return accept({ type: 'WebhookChanged', endpoint, previous, changedAt: now });
}

const sameEndpoint = (one: WebhookEndpoint, other: WebhookEndpoint): boolean =>
  one.url === other.url && one.paused === other.paused && sameTypes(one.types, other.types);

const sameTypes = (one: WebhookEndpoint['types'], other: WebhookEndpoint['types']): boolean =>
  one === other || (one?.length === other?.length && (one ?? []).every((type) => other?.includes(type) === true));

function rotate({ secretNumber }: WebhookState, now: Instant): WebhookVerdict {
  const previousUntil = addMilliseconds(now, SECRETS_OVERLAP_MS);
  return accept({ type: 'WebhookSecretRotated', secretNumber: secretNumber + 1, previousUntil, rotatedAt: now });
}

function disable({ endpoint, disabled }: WebhookState, { url, reason }: DisableWebhook, now: Instant): WebhookVerdict {
  if (disabled !== null || endpoint.url !== url) return noEffect();
  return accept({ type: 'WebhookDisabled', reason, disabledAt: now });
}
