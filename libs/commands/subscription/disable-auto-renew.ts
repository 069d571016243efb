import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

export class DisableAutoRenewCommand extends TermbookCommand<Payloads['DisableAutoRenew'], 'subscription'> {}

@CommandHandler(DisableAutoRenewCommand)
export class DisableAutoRenewHandler implements ICommandHandler<DisableAutoRenewCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: DisableAutoRenewCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'DisableAutoRenew', payload, context } as const;
    return this.subscriptions.handle(asked, payload.subscriptionId, {
      type: 'DisableAutoRenew',
      ifLate: payload.ifLate,
    });
  }
}
