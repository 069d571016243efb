import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

export class SwitchTermAtRenewalCommand extends TermbookCommand<Payloads['SwitchTermAtRenewal'], 'subscription'> {}

@CommandHandler(SwitchTermAtRenewalCommand)
export class SwitchTermAtRenewalHandler implements ICommandHandler<SwitchTermAtRenewalCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: SwitchTermAtRenewalCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'SwitchTermAtRenewal', payload, context } as const;
    return this.subscriptions.handle(asked, payload.subscriptionId, {
      type: 'SwitchTermAtRenewal',
      productId: payload.productId,
    });
  }
}
