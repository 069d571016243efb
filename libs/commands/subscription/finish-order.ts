import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import { Answers } from '../engine/answers.js';
import type { Payloads } from '../payloads.js';
import { DecidedOrders } from './decided-orders.js';

/** Writes the subscription that a checkout or a replacement decided on and did not get to write. Sent by workers only. */
export class FinishOrderCommand extends TermbookCommand<Payloads['FinishOrder'], 'subscription'> {}

@CommandHandler(FinishOrderCommand)
export class FinishOrderHandler implements ICommandHandler<FinishOrderCommand> {
  constructor(
    @Inject(DecidedOrders) private readonly orders: DecidedOrders,
    @Inject(Answers) private readonly answers: Answers,
  ) {}

  async execute({ payload }: FinishOrderCommand): Promise<CommandResult<'subscription'>> {
    const { stream, subscriptionId } = payload;
    const decided = await this.orders.decidedIn(stream, subscriptionId);
    if (decided === undefined) return { outcome: 'refused', refusal: { code: 'not-found', what: 'subscription' } };
    return this.answers.of<'subscription'>(await this.orders.finish(decided));
  }
}
