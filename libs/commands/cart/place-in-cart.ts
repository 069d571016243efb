import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import type { Payloads } from '../payloads.js';
import { Carts } from './carts.js';

export class PlaceInCartCommand extends TermbookCommand<Payloads['PlaceInCart'], 'cart'> {}

@CommandHandler(PlaceInCartCommand)
export class PlaceInCartHandler implements ICommandHandler<PlaceInCartCommand> {
  constructor(@Inject(Carts) private readonly carts: Carts) {}

  execute({ payload, context }: PlaceInCartCommand): Promise<CommandResult<'cart'>> {
    const asked = { command: 'PlaceInCart', payload, context } as const;
    return this.carts.handle(asked, { type: 'PlaceInCart', ...payload });
  }
}
