import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

/** An operator keeps from happening whatever falls due for a subscription. */
export class HoldDueWorkCommand extends TermbookCommand<Payloads['HoldDueWork'], 'subscription'> {}

@CommandHandler(HoldDueWorkCommand)
export class HoldDueWorkHandler implements ICommandHandler<HoldDueWorkCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: HoldDueWorkCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'HoldDueWork', payload, context } as const;
    const { subscriptionId, reason } = payload;
    return this.subscriptions.handle(asked, subscriptionId, { type: 'HoldDueWork', reason });
  }
}
