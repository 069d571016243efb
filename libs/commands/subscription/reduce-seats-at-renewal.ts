import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

export class ReduceSeatsAtRenewalCommand extends TermbookCommand<Payloads['ReduceSeatsAtRenewal'], 'subscription'> {}

@CommandHandler(ReduceSeatsAtRenewalCommand)
export class ReduceSeatsAtRenewalHandler implements ICommandHandler<ReduceSeatsAtRenewalCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: ReduceSeatsAtRenewalCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'ReduceSeatsAtRenewal', payload, context } as const;
    return this.subscriptions.handle(asked, payload.subscriptionId, {
      type: 'ReduceSeatsAtRenewal',
      seats: payload.seats,
    });
  }
}
