import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import type { Personal } from '#kernel/personal.js';
import { VAULT, type Vault } from '#vault/vault.js';
import { type CommandResult, TermbookCommand } from '../command.js';
import { newSubscriptionId, trackingIdOf } from '../engine/request-identity.js';
import { subscriptionStream } from '../engine/stream-kind.js';
import type { Payloads } from '../payloads.js';
import { given, opened } from '../personal-text.js';
import { DecidedOrders } from './decided-orders.js';
import { Subscriptions } from './subscriptions.js';

export class ReplaceOrderCommand extends TermbookCommand<Payloads['ReplaceOrder'], 'subscription'> {}

@CommandHandler(ReplaceOrderCommand)
export class ReplaceOrderHandler implements ICommandHandler<ReplaceOrderCommand> {
  constructor(
    @Inject(Subscriptions) private readonly subscriptions: Subscriptions,
    @Inject(DecidedOrders) private readonly orders: DecidedOrders,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  async execute({ payload, context }: ReplaceOrderCommand): Promise<CommandResult<'subscription'>> {
    const { subscriptionId, poNumber, quantity } = payload;
    const asked = { command: 'ReplaceOrder', payload, context } as const;
    const replacementId = newSubscriptionId(asked, subscriptionStream(subscriptionId));
    const ids = { replacementId, replacementTrackingId: trackingIdOf(replacementId) };
    const outcome = await this.subscriptions.carryOut(
      asked,
      subscriptionId,
      async (state) => {
        const supportContact = given(payload.supportContact) ?? (await this.contactOf(state));
        return { type: 'ReplaceOrder', ...ids, poNumber, quantity, supportContact };
      },
      `subscription:${replacementId}`,
    );
    return outcome.outcome === 'refused' ? outcome : this.orders.answer(asked, outcome, replacementId);
  }

  /** Opened, to be sealed anew under the replacement's own key. */
  private async contactOf(state: Subscription): Promise<Personal> {
    if (state?.status !== 'not-provisioned') return { erased: true };
    return opened(await this.vault.open(`subscription:${state.subscriptionId}`, state.order.supportContact));
  }
}
