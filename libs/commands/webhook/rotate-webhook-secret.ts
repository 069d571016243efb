import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Webhooks } from './webhooks.js';

export class RotateWebhookSecretCommand extends TermbookCommand<Payloads['RotateWebhookSecret'], 'webhook'> {}

@CommandHandler(RotateWebhookSecretCommand)
export class RotateWebhookSecretHandler implements ICommandHandler<RotateWebhookSecretCommand> {
  constructor(@Inject(Webhooks) private readonly webhooks: Webhooks) {}

  execute({ payload, context }: RotateWebhookSecretCommand): Promise<CommandResult<'webhook'>> {
    const asked = { command: 'RotateWebhookSecret', payload, context } as const;
    return this.webhooks.handle(asked, payload.webhookId, { type: 'RotateWebhookSecret' });
  }
}
