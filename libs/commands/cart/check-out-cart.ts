import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import { newSubscriptionId, trackingIdOf } from '../engine/request-identity.js';
import { cartStream } from '../engine/stream-kind.js';
import type { Payloads } from '../payloads.js';
import { given } from '../personal-text.js';
import { DecidedOrders } from '../subscription/decided-orders.js';
import { Carts } from './carts.js';

/** Answers with the subscription that the cart becomes. */
export class CheckOutCartCommand extends TermbookCommand<Payloads['CheckOutCart'], 'subscription'> {}

@CommandHandler(CheckOutCartCommand)
export class CheckOutCartHandler implements ICommandHandler<CheckOutCartCommand> {
  constructor(
    @Inject(Carts) private readonly carts: Carts,
    @Inject(DecidedOrders) private readonly orders: DecidedOrders,
  ) {}

  async execute({ payload, context }: CheckOutCartCommand): Promise<CommandResult<'subscription'>> {
    const { customerId, poNumber, supportContact, startDate } = payload;
    const asked = { command: 'CheckOutCart', payload, context } as const;
    const subscriptionId = newSubscriptionId(asked, cartStream(customerId));
    const ids = { subscriptionId, trackingId: trackingIdOf(subscriptionId) };
    const order = { customerId, poNumber, supportContact: given(supportContact), startDate };
    const command = { type: 'CheckOutCart', ...ids, ...order } as const;
    const outcome = await this.carts.carryOut(asked, command, `subscription:${subscriptionId}`);
    return outcome.outcome === 'refused' ? outcome : this.orders.answer(asked, outcome, subscriptionId);
  }
}
