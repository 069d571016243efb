import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { given } from '../personal-text.js';
import { Subscriptions } from './subscriptions.js';

export class ResubmitOrderCommand extends TermbookCommand<Payloads['ResubmitOrder'], 'subscription'> {}

@CommandHandler(ResubmitOrderCommand)
export class ResubmitOrderHandler implements ICommandHandler<ResubmitOrderCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: ResubmitOrderCommand): Promise<CommandResult<'subscription'>> {
    const { poNumber, quantity, supportContact } = payload;
    const asked = { command: 'ResubmitOrder', payload, context } as const;
    const command = { type: 'ResubmitOrder', poNumber, quantity, supportContact: given(supportContact) } as const;
    return this.subscriptions.handle(asked, payload.subscriptionId, command);
  }
}
