import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Carts } from './carts.js';

export class EmptyCartCommand extends TermbookCommand<Payloads['EmptyCart'], 'cart'> {}

@CommandHandler(EmptyCartCommand)
export class EmptyCartHandler implements ICommandHandler<EmptyCartCommand> {
  constructor(@Inject(Carts) private readonly carts: Carts) {}

  execute({ payload, context }: EmptyCartCommand): Promise<CommandResult<'cart'>> {
    const asked = { command: 'EmptyCart', payload, context } as const;
    return this.carts.handle(asked, { type: 'EmptyCart', ...payload });
  }
}
