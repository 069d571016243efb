import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import { newWebhookId } from '../engine/request-identity.js';
import type { Payloads } from '../payloads.js';
import { Webhooks } from './webhooks.js';

export class RegisterWebhookCommand extends TermbookCommand<Payloads['RegisterWebhook'], 'webhook'> {}

@CommandHandler(RegisterWebhookCommand)
export class RegisterWebhookHandler implements ICommandHandler<RegisterWebhookCommand> {
  constructor(@Inject(Webhooks) private readonly webhooks: Webhooks) {}

  execute({ payload, context }: RegisterWebhookCommand): Promise<CommandResult<'webhook'>> {
    const asked = { command: 'RegisterWebhook', payload, context } as const;
    const webhookId = newWebhookId(context);
    const { url, types = null, resellers = null, after = null } = payload;
    const endpoint = { url, types, paused: false };
    const facts = { webhookId, client: context.client, endpoint, resellers, after };
    return this.webhooks.handle(asked, webhookId, { type: 'RegisterWebhook', ...facts });
  }
}
