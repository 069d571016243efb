import { Inject, Injectable } from '@nestjs/common';
import type { WebhookCommand } from '#domain/webhook/webhook.commands.js';
import { decideWebhook } from '#domain/webhook/webhook.decider.js';
import type { Webhook } from '#domain/webhook/webhook.state.js';
import type { WebhookId } from '#kernel/ids.js';
import { VAULT, type Vault } from '#vault/vault.js';
import type { CommandResult } from '../command.js';
import { Answers } from '../engine/answers.js';
import { type Asked, identityOf } from '../engine/request-identity.js';
import { StreamEngine } from '../engine/stream-engine.js';
import { WEBHOOK, webhookStream } from '../engine/stream-kind.js';
import { dated, NO_FACTS } from '../engine/stream-task.js';

/** Carries out commands on one webhook. */
@Injectable()
export class Webhooks {
  constructor(
    @Inject(StreamEngine) private readonly engine: StreamEngine,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(Answers) private readonly answers: Answers,
  ) {}

  /** @throws BusyError, IdempotencyKeyReusedError, StoreUnavailableError */
  async handle(asked: Asked, id: WebhookId, command: WebhookCommand): Promise<CommandResult<'webhook'>> {
    const outcome = await this.engine.handle<NonNullable<Webhook>>({
      kind: WEBHOOK,
      stream: webhookStream(id),
      identity: identityOf(asked, this.vault),
      onlyAt: asked.context.onlyAt,
      payload: { value: asked.payload, subject: undefined },
      decide: ({ state, now }) => ({ decision: dated(decideWebhook(id, state, command, now), now), used: NO_FACTS }),
    });
    return this.answers.of<'webhook'>(outcome);
  }
}
