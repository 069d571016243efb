import { createHash } from 'node:crypto';
import { parse as bytesOfUuid, v5 as uuidV5 } from 'uuid';
import { canonicalJson } from '#event-store/event-hash.js';
import type { CommandId, SubscriptionId, TrackingId, WebhookId } from '#kernel/ids.js';
import type { Vault } from '#vault/vault.js';
import type { CommandContext } from '../command.js';
import type { Payloads } from '../payloads.js';

/** Namespaces of our UUIDv5s; changing one would make every repeat of an old key a new command. */
const COMMAND_NAMESPACE = bytesOfUuid('0b0d8a0e-5d0c-4f0f-9d57-6a3f1c1f4e21');
const SUBSCRIPTION_NAMESPACE = bytesOfUuid('7a2f9c64-3f0b-4b52-8a44-2d9e61a0c7b3');
const WEBHOOK_NAMESPACE = bytesOfUuid('c1f7b5d2-9f4e-4a4c-8a55-0e7f2d6b9a13');

/** Crockford's base 32: no I, L, O, U, so that a tracking ID survives being read out on the telephone. */
const BASE32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TRACKING_ID_LENGTH = 12;

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

/** Both as bytes: text would be taken to pieces again for each. */
const uuidOf = (named: readonly (string | null)[], namespace: Uint8Array): string =>
  uuidV5(Buffer.from(canonicalJson(named), 'utf8'), namespace);

/** The same for every use of a key by one client, whatever it asks for; no other client's key comes to it. */
export const commandIdOf = (client: string, idempotencyKey: string): CommandId =>
  uuidOf([client, idempotencyKey], COMMAND_NAMESPACE) as CommandId;

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
  return uuidOf([client, asked.command, startsFrom, idempotencyKey], SUBSCRIPTION_NAMESPACE) as SubscriptionId;
}

/** The id of the webhook that this command registers: the same for every repeat. @throws Error without a key. */
export function newWebhookId({ client, idempotencyKey }: Pick<CommandContext, 'client' | 'idempotencyKey'>): WebhookId {
  if (idempotencyKey === null) throw new Error('A webhook is registered under an idempotency key');
  return uuidOf([client, 'RegisterWebhook', idempotencyKey], WEBHOOK_NAMESPACE) as WebhookId;
}

/** `TB-` and twelve characters (60 bits), fixed by the subscription's id. */
export function trackingIdOf(subscriptionId: SubscriptionId): TrackingId {
  const digest = createHash('sha256').update(subscriptionId).digest();
  let bits = digest.readBigUInt64BE(0);
  let text = '';
  for (let i = 0; i < TRACKING_ID_LENGTH; i += 1) {
    text = `${BASE32[Number(bits & 31n)]}${text}`;
    bits >>= 5n;
  }
  return `TB-${text}` as TrackingId;
}
