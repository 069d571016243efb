import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Resellers } from './resellers.js';

export class RegisterCsnCommand extends TermbookCommand<Payloads['RegisterCsn'], 'reseller'> {}

@CommandHandler(RegisterCsnCommand)
export class RegisterCsnHandler implements ICommandHandler<RegisterCsnCommand> {
  constructor(@Inject(Resellers) private readonly resellers: Resellers) {}

  execute({ payload, context }: RegisterCsnCommand): Promise<CommandResult<'reseller'>> {
    const asked = { command: 'RegisterCsn', payload, context } as const;
    const { resellerId, csn } = payload;
    return this.resellers.handle(asked, { type: 'RegisterCsn', resellerId, csn });
  }
}
