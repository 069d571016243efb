import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Webhooks } from './webhooks.js';

export class ChangeWebhookCommand extends TermbookCommand<Payloads['ChangeWebhook'], 'webhook'> {}

@CommandHandler(ChangeWebhookCommand)
export class ChangeWebhookHandler implements ICommandHandler<ChangeWebhookCommand> {
  constructor(@Inject(Webhooks) private readonly webhooks: Webhooks) {}

  execute({ payload, context }: ChangeWebhookCommand): Promise<CommandResult<'webhook'>> {
    const asked = { command: 'ChangeWebhook', payload, context } as const;
    const { webhookId, url, types = null, paused = false } = payload;
    return this.webhooks.handle(asked, webhookId, { type: 'ChangeWebhook', endpoint: { url, types, paused } });
  }
}
