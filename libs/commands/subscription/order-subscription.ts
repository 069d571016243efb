import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult, TermbookCommand } from '../command.js';
import { newSubscriptionId, trackingIdOf } from '../engine/request-identity.js';
import type { Payloads } from '../payloads.js';
import { orderRequest } from './order-request.js';
import { Subscriptions } from './subscriptions.js';

export class OrderSubscriptionCommand extends TermbookCommand<Payloads['OrderSubscription'], 'subscription'> {}

@CommandHandler(OrderSubscriptionCommand)
export class OrderSubscriptionHandler implements ICommandHandler<OrderSubscriptionCommand> {
  constructor(@Inject(Subscriptions) private readonly subscriptions: Subscriptions) {}

  async execute({ payload, context }: OrderSubscriptionCommand): Promise<CommandResult<'subscription'>> {
    const asked = { command: 'OrderSubscription', payload, context } as const;
    const subscriptionId = newSubscriptionId(asked, null);
    const ids = { subscriptionId, trackingId: trackingIdOf(subscriptionId) };
    const command = { type: 'OrderSubscription', ...ids, ...orderRequest(payload) } as const;
    return this.subscriptions.handle(asked, subscriptionId, command);
  }
}
