import { Inject, Injectable } from '@nestjs/common';
import type { WebhookState } from '#domain/webhook/webhook.state.js';
import type { Instant } from '#kernel/instant.js';
import { VAULT, type Vault } from '#vault/vault.js';
import { secretText } from './signature.js';

/**
 * A webhook's secrets are kept nowhere: each follows from the webhook, its number, and a key that never leaves the vault.
 * So there is nothing to steal from the history, the read models or their backups.
 */
@Injectable()
export class WebhookSecrets {
  constructor(@Inject(VAULT) private readonly vault: Pick<Vault, 'hmac'>) {}

  of(webhookId: string, secretNumber: number): string {
    return secretText(this.vault.hmac('webhook', `${webhookId}\n${secretNumber}`));
  }

  /** The newest first; the one before it as well while receivers may still know that only. */
  inUse({ webhookId, secretNumber, previousUntil }: WebhookState, now: Instant): readonly string[] {
    const overlaps = previousUntil !== null && now < previousUntil;
    const numbers = overlaps ? [secretNumber, secretNumber - 1] : [secretNumber];
    return numbers.map((number) => this.of(webhookId, number));
  }
}
