import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Webhooks } from './webhooks.js';

export class ReplayWebhookCommand extends TermbookCommand<Payloads['ReplayWebhook'], 'webhook'> {}

@CommandHandler(ReplayWebhookCommand)
export class ReplayWebhookHandler implements ICommandHandler<ReplayWebhookCommand> {
  constructor(@Inject(Webhooks) private readonly webhooks: Webhooks) {}

  execute({ payload, context }: ReplayWebhookCommand): Promise<CommandResult<'webhook'>> {
    const asked = { command: 'ReplayWebhook', payload, context } as const;
    const { webhookId, after } = payload;
    return this.webhooks.handle(asked, webhookId, { type: 'ReplayWebhook', after });
  }
}
