import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Webhooks } from './webhooks.js';

/** Sent by workers only. */
export class DisableWebhookCommand extends TermbookCommand<Payloads['DisableWebhook'], 'webhook'> {}

@CommandHandler(DisableWebhookCommand)
export class DisableWebhookHandler implements ICommandHandler<DisableWebhookCommand> {
  constructor(@Inject(Webhooks) private readonly webhooks: Webhooks) {}

  execute({ payload, context }: DisableWebhookCommand): Promise<CommandResult<'webhook'>> {
    const asked = { command: 'DisableWebhook', payload, context } as const;
    const { webhookId, url, reason } = payload;
    return this.webhooks.handle(asked, webhookId, { type: 'DisableWebhook', url, reason });
  }
}
