import { Inject, Injectable } from '@nestjs/common';
import { plansNeeded } from '#domain/subscription/plans-needed.js';
import type { SubscriptionCommand } from '#domain/subscription/subscription.commands.js';
import { decideSubscription } from '#domain/subscription/subscription.decider.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import type { SubscriptionId } from '#kernel/ids.js';
import { type Subject, VAULT, type Vault } from '#vault/vault.js';
import type { CommandResult } from '../command.js';
import { Answers } from '../engine/answers.js';
import { type Asked, identityOf } from '../engine/request-identity.js';
import { StreamEngine } from '../engine/stream-engine.js';
import { SUBSCRIPTION, subscriptionStream } from '../engine/stream-kind.js';
import type { Decided, Moment, Outcome } from '../engine/stream-task.js';
import { Facts } from '../facts/facts.js';
import { type Parties, subscriptionFacts } from '../facts/subscription-facts.js';

export type Known = NonNullable<Subscription>;

/** The command in the domain's words; a function where it takes something of the subscription as it stands. */
export type InDomainWords = SubscriptionCommand | ((state: Subscription) => Promise<SubscriptionCommand>);

/** Carries out commands on one subscription. */
@Injectable()
export class Subscriptions {
  constructor(
    @Inject(StreamEngine) private readonly engine: StreamEngine,
    @Inject(Facts) private readonly facts: Facts,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(Answers) private readonly answers: Answers,
  ) {}

  /** @throws BusyError, IdempotencyKeyReusedError, StoreUnavailableError, VaultUnavailableError */
  async handle(asked: Asked, id: SubscriptionId, command: InDomainWords): Promise<CommandResult<'subscription'>> {
    return this.answers.of<'subscription'>(await this.carryOut(asked, id, command));
  }

  /** @param subject whose key seals the personal fields of the payload; the subscription's own unless another is made. */
  async carryOut(
    asked: Asked,
    id: SubscriptionId,
    command: InDomainWords,
    subject: Subject = `subscription:${id}`,
  ): Promise<Outcome<Known>> {
    return this.engine.handle<Known>({
      kind: SUBSCRIPTION,
      stream: subscriptionStream(id),
      identity: identityOf(asked, this.vault),
      onlyAt: asked.context.onlyAt,
      presumedNew: asked.command === 'OrderSubscription',
      payload: { value: asked.payload, subject },
      decide: async (moment) =>
        this.decide(typeof command === 'function' ? await command(moment.state) : command, moment),
    });
  }

  async decide(command: SubscriptionCommand, { state, now, since, reading }: Moment<Known>): Promise<Decided> {
    const facts = makesAnOrder(command) ? await this.facts.forOrder(reading) : this.facts.inHand(reading);
    const parties = partiesOf(command, state);
    await facts.take({ plans: plansNeeded(state, command), ...parties });
    const decision = decideSubscription(state, command, subscriptionFacts(facts, parties), now, since);
    return { decision, used: facts.used() };
  }
}

const makesAnOrder = ({ type }: SubscriptionCommand): boolean =>
  type === 'OrderSubscription' || type === 'ReplaceOrder';

function partiesOf(command: SubscriptionCommand, state: Subscription): Parties {
  if (command.type === 'OrderSubscription') return { reseller: command.resellerId, customer: command.customerId };
  if (command.type === 'ReplaceOrder') return { reseller: state?.order.resellerId, customer: state?.order.customerId };
  return { reseller: state?.order.resellerId };
}
