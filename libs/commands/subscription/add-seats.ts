import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

export class AddSeatsCommand extends TermbookCommand<Payloads['AddSeats'], 'subscription'> {}

@CommandHandler(AddSeatsCommand)
export class AddSeatsHandler implements ICommandHandler<AddSeatsCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: AddSeatsCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'AddSeats', payload, context } as const;
    return this.subscriptions.handle(asked, payload.subscriptionId, { type: 'AddSeats', add: payload.add });
  }
}
