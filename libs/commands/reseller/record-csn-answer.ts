import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Resellers } from './resellers.js';

/** What the vendor says of a CSN. Sent by workers only. */
export class RecordCsnAnswerCommand extends TermbookCommand<Payloads['RecordCsnAnswer'], 'reseller'> {}

@CommandHandler(RecordCsnAnswerCommand)
export class RecordCsnAnswerHandler implements ICommandHandler<RecordCsnAnswerCommand> {
  constructor(@Inject(Resellers) private readonly resellers: Resellers) {}

  execute({ payload, context }: RecordCsnAnswerCommand): Promise<CommandResult<'reseller'>> {
    const asked = { command: 'RecordCsnAnswer', payload, context } as const;
    return this.resellers.handle(asked, { type: 'RecordCsnAnswer', ...payload });
  }
}
