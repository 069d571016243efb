import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

/** Always refused: no returns and no refunds. */
export class RequestRefundCommand extends TermbookCommand<Payloads['RequestRefund'], 'subscription'> {}

@CommandHandler(RequestRefundCommand)
export class RequestRefundHandler implements ICommandHandler<RequestRefundCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: RequestRefundCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'RequestRefund', payload, context } as const;
    return this.subscriptions.handle(asked, payload.subscriptionId, { type: 'RequestRefund' });
  }
}
