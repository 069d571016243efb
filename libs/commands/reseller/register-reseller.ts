import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Resellers } from './resellers.js';

export class RegisterResellerCommand extends TermbookCommand<Payloads['RegisterReseller'], 'reseller'> {}

@CommandHandler(RegisterResellerCommand)
export class RegisterResellerHandler implements ICommandHandler<RegisterResellerCommand> {
  constructor(@Inject(Resellers) private readonly resellers: Resellers) {}

  execute({ payload, context }: RegisterResellerCommand): Promise<CommandResult<'reseller'>> {
    const asked = { command: 'RegisterReseller', payload, context } as const;
    const { resellerId, ...details } = payload;
    return this.resellers.handle(asked, { type: 'RegisterReseller', resellerId, details });
  }
}
