import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Subscriptions } from './subscriptions.js';

/** What the vendor says of an attempt. Sent by workers only. */
export class RecordVendorAnswerCommand extends TermbookCommand<Payloads['RecordVendorAnswer'], 'subscription'> {}

@CommandHandler(RecordVendorAnswerCommand)
export class RecordVendorAnswerHandler implements ICommandHandler<RecordVendorAnswerCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  execute({ payload, context }: RecordVendorAnswerCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'RecordVendorAnswer', payload, context } as const;
    return this.subscriptions.handle(asked, payload.subscriptionId, {
      type: 'RecordVendorAnswer',
      attempt: payload.attempt,
      answer: payload.answer,
    });
  }
}
