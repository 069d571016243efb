import type { WebhookId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';
import type { DisabledReason, WebhookEndpoint } from './webhook.events.js';

export interface WebhookState {
  readonly webhookId: WebhookId;
  readonly client: string;
  readonly endpoint: WebhookEndpoint;
  readonly resellers: readonly string[] | null;
  /** null while it is not disabled. */
  readonly disabled: DisabledReason | null;
  readonly secretNumber: number;
  /** Until then the secret before signs too; null where there is none before. */
  readonly previousUntil: Instant | null;
  /** Where it begins: `after` null for behind its registration; `number` one more for each replay. */
  readonly start: { readonly after: string | null; readonly number: number };
  /** How often what was parked was released. */
  readonly releases: number;
}

/** undefined: there is none, or none any more. */
export type Webhook = WebhookState | undefined;
