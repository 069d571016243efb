import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Webhooks } from './webhooks.js';

export class ReleaseWebhookCommand extends TermbookCommand<Payloads['ReleaseWebhook'], 'webhook'> {}

@CommandHandler(ReleaseWebhookCommand)
export class ReleaseWebhookHandler implements ICommandHandler<ReleaseWebhookCommand> {
  constructor(@Inject(Webhooks) private readonly webhooks: Webhooks) {}

  execute({ payload, context }: ReleaseWebhookCommand): Promise<CommandResult<'webhook'>> {
    const asked = { command: 'ReleaseWebhook', payload, context } as const;
    return this.webhooks.handle(asked, payload.webhookId, { type: 'ReleaseWebhook' });
  }
}
