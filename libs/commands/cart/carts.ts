import { Inject, Injectable } from '@nestjs/common';
import type { CartCommand } from '#domain/cart/cart.commands.js';
import { decideCart } from '#domain/cart/cart.decider.js';
import type { Cart } from '#domain/cart/cart.state.js';
import type { ProductId } from '#kernel/ids.js';
import { type Subject, VAULT, type Vault } from '#vault/vault.js';
import type { CommandResult } from '../command.js';
import { Answers } from '../engine/answers.js';
import { type Asked, identityOf } from '../engine/request-identity.js';
import { StreamEngine } from '../engine/stream-engine.js';
import { CART, cartStream } from '../engine/stream-kind.js';
import { type Decided, dated, type Moment, type Outcome } from '../engine/stream-task.js';
import { Facts } from '../facts/facts.js';
import { subscriptionFacts } from '../facts/subscription-facts.js';

type Known = NonNullable<Cart>;

/** Carries out commands on one customer's cart. */
@Injectable()
export class Carts {
  constructor(
    @Inject(StreamEngine) private readonly engine: StreamEngine,
    @Inject(Facts) private readonly facts: Facts,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(Answers) private readonly answers: Answers,
  ) {}

  /** @throws BusyError, IdempotencyKeyReusedError, StoreUnavailableError */
  async handle(asked: Asked, command: CartCommand): Promise<CommandResult<'cart'>> {
    return this.answers.of<'cart'>(await this.carryOut(asked, command, undefined));
  }

  /** @param subject whose key seals the personal fields of the payload. */
  async carryOut(asked: Asked, command: CartCommand, subject: Subject | undefined): Promise<Outcome<Known>> {
    return this.engine.handle<Known>({
      kind: CART,
      stream: cartStream(command.customerId),
      identity: identityOf(asked, this.vault),
      onlyAt: asked.context.onlyAt,
      payload: { value: asked.payload, subject },
      decide: (moment) => this.decide(command, moment),
    });
  }

  private async decide(command: CartCommand, { state, now, reading }: Moment<Known>): Promise<Decided> {
    const facts = await this.facts.forOrder(reading);
    const { customerId } = command;
    await facts.take({ customer: customerId, plans: plansNeeded(state, command) });
    const reseller = facts.customer(customerId)?.resellerId;
    await facts.take({ reseller });
    const parties = { customer: customerId, reseller };
    const decision = dated(decideCart(state, command, subscriptionFacts(facts, parties), now), now);
    return { decision, used: facts.used() };
  }
}

function plansNeeded(state: Cart, command: CartCommand): readonly ProductId[] {
  if (command.type === 'PlaceInCart') return [command.productId];
  const inCart = state?.item?.plan.productId;
  return command.type === 'CheckOutCart' && inCart !== undefined ? [inCart] : [];
}
