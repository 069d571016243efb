import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Webhooks } from './webhooks.js';

export class DeleteWebhookCommand extends TermbookCommand<Payloads['DeleteWebhook'], 'webhook'> {}

@CommandHandler(DeleteWebhookCommand)
export class DeleteWebhookHandler implements ICommandHandler<DeleteWebhookCommand> {
  constructor(@Inject(Webhooks) private readonly webhooks: Webhooks) {}

  execute({ payload, context }: DeleteWebhookCommand): Promise<CommandResult<'webhook'>> {
    const asked = { command: 'DeleteWebhook', payload, context } as const;
    return this.webhooks.handle(asked, payload.webhookId, { type: 'DeleteWebhook' });
  }
}
