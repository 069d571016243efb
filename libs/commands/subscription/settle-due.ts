import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

/** A wake-up: emits what fell due until now. Sent by workers only. */
export class SettleDueCommand extends TermbookCommand<Payloads['SettleDue'], 'subscription'> {}

@CommandHandler(SettleDueCommand)
export class SettleDueHandler implements ICommandHandler<SettleDueCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: SettleDueCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'SettleDue', payload, context } as const;
    return this.subscriptions.handle(asked, payload.subscriptionId, { type: 'SettleDue' });
  }
}
