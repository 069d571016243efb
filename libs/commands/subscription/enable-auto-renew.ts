import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

/** Always refused: disabling is irrevocable. */
export class EnableAutoRenewCommand extends TermbookCommand<Payloads['EnableAutoRenew'], 'subscription'> {}

@CommandHandler(EnableAutoRenewCommand)
export class EnableAutoRenewHandler implements ICommandHandler<EnableAutoRenewCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: EnableAutoRenewCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'EnableAutoRenew', payload, context } as const;
    return this.subscriptions.handle(asked, payload.subscriptionId, { type: 'EnableAutoRenew' });
  }
}
