import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EraseCustomer, RegisterCustomer } from '#domain/customer/customer.commands.js';
import { decideCustomer, decideErasure } from '#domain/customer/customer.decider.js';
import type { CustomerDetails, CustomerEvent } from '#domain/customer/customer.events.js';
import type { Customer } from '#domain/customer/customer.state.js';
import type { CustomerId } from '#kernel/ids.js';
import type { Personal } from '#kernel/personal.js';
import { VAULT, type Vault } from '#vault/vault.js';
import type { CommandResult } from '../command.js';
import { Answers } from '../engine/answers.js';
import { type Asked, type CommandIdentity, identityOf } from '../engine/request-identity.js';
import { StreamCache } from '../engine/stream-cache.js';
import { StreamEngine } from '../engine/stream-engine.js';
import { CUSTOMER, customerStream } from '../engine/stream-kind.js';
import { type Decided, dated, type Moment, NO_FACTS, type Outcome } from '../engine/stream-task.js';
import { Facts } from '../facts/facts.js';
import { opened } from '../personal-text.js';
import { Claims } from './claims.js';

type Known = NonNullable<Customer>;

/** Registers customers and changes them, each behind its claim. */
@Injectable()
export class Customers {
  private readonly log = new Logger('Customers');

  constructor(
    @Inject(StreamEngine) private readonly engine: StreamEngine,
    @Inject(StreamCache) private readonly cache: StreamCache,
    @Inject(Facts) private readonly facts: Facts,
    @Inject(Claims) private readonly claims: Claims,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(Answers) private readonly answers: Answers,
  ) {}

  /** @throws BusyError, IdempotencyKeyReusedError, StoreUnavailableError, VaultUnavailableError */
  async handle(asked: Asked, command: RegisterCustomer): Promise<CommandResult<'customer'>> {
    const identity = identityOf(asked, this.vault);
    const outcome = await this.engine.handle<Known>({
      kind: CUSTOMER,
      stream: customerStream(command.customerId),
      identity,
      onlyAt: asked.context.onlyAt,
      payload: { value: asked.payload, subject: `customer:${command.customerId}` },
      decide: (moment) => this.decide(command, identity, moment),
    });
    await this.releaseOld(outcome, identity);
    return this.answers.of<'customer'>(outcome);
  }

  /**
   * Says in the history that the customer's key is destroyed, and lets the claim go.
   * @throws BusyError, IdempotencyKeyReusedError, StoreUnavailableError
   */
  async erase(asked: Asked, command: EraseCustomer): Promise<CommandResult<'customer'>> {
    const identity = identityOf(asked, this.vault);
    const outcome = await this.engine.handle<Known>({
      kind: CUSTOMER,
      stream: customerStream(command.customerId),
      identity,
      payload: { value: asked.payload, subject: undefined },
      decide: ({ state, now }) => ({ decision: dated(decideErasure(state, command, now), now), used: NO_FACTS }),
    });
    if (outcome.outcome === 'accepted' && outcome.loaded.state !== undefined) {
      const { customerId, resellerId, distinctness } = outcome.loaded.state;
      // Also at a repeat: an earlier try may have ended right before this.
      if ('claim' in distinctness) {
        await this.claims.release({ claim: distinctness.claim, customerId, resellerId }, identity);
      }
    }
    return this.answers.of<'customer'>(outcome);
  }

  /** Takes the claim before anything is appended, and only for what would be accepted. */
  private async decide(command: RegisterCustomer, identity: CommandIdentity, moment: Moment<Known>): Promise<Decided> {
    const { state, now, reading } = moment;
    const facts = this.facts.inHand(reading);
    await facts.take({ reseller: command.resellerId });
    const reseller = facts.reseller(command.resellerId);
    const decision = dated(decideCustomer(await this.openedState(state), command, { reseller }, now), now);
    const decided = { decision, used: facts.used() };
    if (decision.outcome !== 'accepted') return decided;
    const refused = await this.takeClaim(decision.events[0].event, state, identity);
    return refused === undefined ? decided : { ...decided, decision: refused };
  }

  /** @returns the refusal where another customer holds it; undefined where this one does, or needs none. */
  private async takeClaim(event: CustomerEvent, state: Customer, identity: CommandIdentity) {
    if (event.type === 'PersonalDataErased') return undefined;
    const { distinctness, customerId, resellerId } = event;
    if (!('claim' in distinctness)) return undefined;
    const held = state !== undefined && 'claim' in state.distinctness ? state.distinctness.claim : undefined;
    if (held === distinctness.claim) return undefined;
    const taken = await this.claims.take({ claim: distinctness.claim, customerId, resellerId }, identity);
    return taken.outcome === 'refused' ? taken : undefined;
  }

  /** What is left behind here, by a crash or a fault, only ever causes a refusal that the caller can confirm away. */
  private async releaseOld(outcome: Outcome<Known>, identity: CommandIdentity): Promise<void> {
    if (outcome.outcome === 'refused') return;
    for (const { event } of outcome.appended) {
      if (event.type !== 'CustomerChanged' || event.releasedClaim === null) continue;
      const { customerId, resellerId, releasedClaim: claim } = event;
      try {
        if (!(await this.holds(customerId, claim)))
          await this.claims.release({ claim, customerId, resellerId }, identity);
      } catch (error) {
        this.log.warn(`A claim of customer ${customerId} is left over: ${error}`);
      }
    }
  }

  /** Whether a later change took the claim back meanwhile. */
  private async holds(customerId: CustomerId, claim: string): Promise<boolean> {
    const { state } = await this.cache.readThrough(CUSTOMER, customerStream(customerId));
    return state !== undefined && 'claim' in state.distinctness && state.distinctness.claim === claim;
  }

  /** Sealed texts differ each time they are sealed: only open ones can be compared. */
  private async openedState(state: Customer): Promise<Customer> {
    return state === undefined ? undefined : { ...state, details: await this.openedDetails(state) };
  }

  private async openedDetails({ customerId, details }: Known): Promise<CustomerDetails> {
    const subject = `customer:${customerId}` as const;
    const { name, postalCode, address } = details;
    const values: readonly Personal[] = [name, postalCode, ...(address === null ? [] : [address])];
    const texts = await this.vault.openAll(values.map((value) => ({ subject, value })));
    const at = (index: number): Personal => opened(texts[index] ?? null);
    return { ...details, name: at(0), postalCode: at(1), address: address === null ? null : at(2) };
  }
}
