import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

export class CloseOrderCommand extends TermbookCommand<Payloads['CloseOrder'], 'subscription'> {}

@CommandHandler(CloseOrderCommand)
export class CloseOrderHandler implements ICommandHandler<CloseOrderCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: CloseOrderCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'CloseOrder', payload, context } as const;
    return this.subscriptions.handle(asked, payload.subscriptionId, { type: 'CloseOrder', reason: payload.reason });
  }
}
