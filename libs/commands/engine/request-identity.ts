import { hash } from 'node:crypto';
import { parse as bytesOfUuid } from 'uuid';
import { canonicalJson } from '#event-store/canonical-json.js';
import type { CommandId, SubscriptionId, TrackingId, WebhookId } from '#kernel/ids.js';
import type { Vault } from '#vault/vault.js';
import type { CommandContext } from '../command.js';
import type { Payloads } from '../payloads.js';
import { namedUuids } from './named-uuid.js';

/** Namespaces of our UUIDv5s; changing one would make every repeat of an old key a new command. */
const commandUuid = namedUuids(bytesOfUuid('0b0d8a0e-5d0c-4f0f-9d57-6a3f1c1f4e21'));
const subscriptionUuid = namedUuids(bytesOfUuid('7a2f9c64-3f0b-4b52-8a44-2d9e61a0c7b3'));
const webhookUuid = namedUuids(bytesOfUuid('c1f7b5d2-9f4e-4a4c-8a55-0e7f2d6b9a13'));

/** Crockford's base 32: no I, L, O, U, so that a tracking ID survives being read out on the telephone. */
const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Twelve characters of five bits each, taken from so many of four bits. */
const HEX_DIGITS = 15;
/** Four characters of the one alphabet in five of the other. */
const HEX_DIGITS_AT_ONCE = 5;

/** What is asked, by whom, and by which repeat of it is known. */
export interface Asked<Name extends keyof Payloads = keyof Payloads> {
  readonly command: Name;
  readonly payload: Payloads[Name];
  readonly context: CommandContext;
}

/** How the history knows a command; both ids are null for one without a key. */
export interface CommandIdentity {
  readonly command: string;
  readonly commandId: CommandId | null;
  readonly requestHash: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly actor: string;
  /** Absent where what is continued did not say. */
  readonly client?: string;
}

/** The same for every use of a key by one client, whatever it asks for; no other client's key comes to it. */
export const commandIdOf = (client: string, idempotencyKey: string): CommandId =>
  commandUuid(canonicalJson([client, idempotencyKey])) as CommandId;

export function identityOf(asked: Asked, vault: Vault): CommandIdentity {
  const { command, payload, context } = asked;
  const { client, idempotencyKey, correlationId, causationId, actor } = context;
  return {
    command,
    commandId: idempotencyKey === null ? null : commandIdOf(client, idempotencyKey),
    requestHash: idempotencyKey === null ? null : vault.hmac('request', canonicalJson({ command, payload })),
    correlationId,
    causationId,
    actor,
    client,
  };
}

/**
 * The id of the subscription that this command makes: the same for every repeat, so that a repeat finds its stream.
 * @param startsFrom the stream it starts from: the cart, or the replaced subscription's; null for a plain order.
 * @throws Error without a key: a caller within Termbook forgot it.
 */
export function newSubscriptionId(asked: Asked, startsFrom: string | null): SubscriptionId {
  const { client, idempotencyKey } = asked.context;
  if (idempotencyKey === null) throw new Error(`${asked.command} makes a subscription and needs an idempotency key`);
  return subscriptionUuid(canonicalJson([client, asked.command, startsFrom, idempotencyKey])) as SubscriptionId;
}

/** The id of the webhook that this command registers: the same for every repeat. @throws Error without a key. */
export function newWebhookId({ client, idempotencyKey }: Pick<CommandContext, 'client' | 'idempotencyKey'>): WebhookId {
  if (idempotencyKey === null) throw new Error('A webhook is registered under an idempotency key');
  return webhookUuid(canonicalJson([client, 'RegisterWebhook', idempotencyKey])) as WebhookId;
}

/** `TB-` and twelve characters (the lower 60 of 64 bits), fixed by the subscription's id. */
export function trackingIdOf(subscriptionId: SubscriptionId): TrackingId {
  const digits = hash('sha256', subscriptionId, 'hex').slice(1, 1 + HEX_DIGITS);
  let text = '';
  for (let at = 0; at < HEX_DIGITS; at += HEX_DIGITS_AT_ONCE) {
    const bits = Number.parseInt(digits.slice(at, at + HEX_DIGITS_AT_ONCE), 16);
    for (let shift = 15; shift >= 0; shift -= 5) text += BASE32.charAt((bits >> shift) & 31);
  }
  return `TB-${text}` as TrackingId;
}
