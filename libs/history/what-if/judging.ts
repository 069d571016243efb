import { decideCart } from '#domain/cart/cart.decider.js';
import { evolveCart } from '#domain/cart/cart.evolve.js';
import type { Cart } from '#domain/cart/cart.state.js';
import { evolveCustomer } from '#domain/customer/customer.evolve.js';
import type { Customer } from '#domain/customer/customer.state.js';
import { decidePlan } from '#domain/plan/plan.decider.js';
import { evolvePlan } from '#domain/plan/plan.evolve.js';
import type { Plan } from '#domain/plan/plan.state.js';
import { firstLateInstant } from '#domain/policy/cutoff.js';
import { decideReseller } from '#domain/reseller/reseller.decider.js';
import { evolveReseller } from '#domain/reseller/reseller.evolve.js';
import type { Reseller } from '#domain/reseller/reseller.state.js';
import { plansNeeded } from '#domain/subscription/plans-needed.js';
import { decideSubscription } from '#domain/subscription/subscription.decider.js';
import { evolveSubscription } from '#domain/subscription/subscription.evolve.js';
import type { SubscriptionFacts } from '#domain/subscription/subscription.facts.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import type { EventReader } from '#event-store/event-reader.js';
import type { DomainEvent } from '#event-store/stored-event.js';
import type { Dated, Decision, Verdict } from '#kernel/decision.js';
import type { CustomerId, ProductId, ResellerId } from '#kernel/ids.js';
import { type Instant, laterOf } from '#kernel/instant.js';
import { inDomainWords } from './domain-words.js';
import type { RecordedCommand } from './recorded-command.js';
import { type Evolve, type Extent, foldEvents, StreamsBefore } from './streams-before.js';
import { type OtherPolicy, otherCutoff, underPolicy } from './under-policy.js';

export type Refusal = { readonly code: string };
export type Judged = { readonly accepted: readonly Dated<DomainEvent>[] } | { readonly refused: Refusal };

type Known<State> = NonNullable<State>;
type Outcome = Decision<DomainEvent, Refusal>;

/** Judges a recorded command again, by the pure deciders and on the history as it was before it. It can't append. */
export class Judging {
  private readonly streams: StreamsBefore;

  constructor(
    reader: Pick<EventReader, 'readStream'>,
    private readonly other: OtherPolicy,
  ) {
    this.streams = new StreamsBefore(reader);
  }

  /** @returns undefined where it is not judged again. @throws StoreUnavailableError */
  async judge(recorded: RecordedCommand): Promise<Judged | undefined> {
    if (recorded.stream.startsWith('subscription-')) return this.onSubscription(recorded);
    if (recorded.stream.startsWith('cart-')) return this.onCart(recorded);
    if (recorded.stream.startsWith('plan-')) return this.onPlan(recorded);
    if (recorded.stream.startsWith('reseller-')) return this.onReseller(recorded);
    return undefined;
  }

  private async onSubscription(recorded: RecordedCommand): Promise<Judged | undefined> {
    const before = await this.before<Known<Subscription>, never>(recorded, evolveSubscription as never);
    const { state: actual, since, events } = before;
    const state = underPolicy(actual, this.other);
    const asItStood = (at: Instant): Subscription =>
      underPolicy(
        foldEvents(
          events.filter(({ metadata }) => metadata.effectiveAt <= at),
          evolveSubscription as never,
        ),
        this.other,
      );
    const words = inDomainWords({ recorded, state, asItStood });
    if (words?.on !== 'subscription') return undefined;
    const { command } = words;
    const order = command.type === 'OrderSubscription' ? command : undefined;
    const orders = order !== undefined || command.type === 'ReplaceOrder';
    const parties = {
      reseller: order?.resellerId ?? state?.order.resellerId,
      customer: orders ? (order?.customerId ?? state?.order.customerId) : undefined,
    };
    const facts = await this.facts(recorded, plansNeeded(state, command), parties);
    const now = nowOf(recorded, since);
    const judged = judgedOf(recorded, decideSubscription(state, command, facts, now, since), now);
    return this.withOtherCutoff(recorded, actual, judged);
  }

  private async onCart(recorded: RecordedCommand): Promise<Judged | undefined> {
    const { state, since } = await this.before<Known<Cart>, never>(recorded, evolveCart as never);
    const words = inDomainWords({ recorded, state: undefined, asItStood: () => undefined });
    if (words?.on !== 'cart') return undefined;
    const { command } = words;
    const { customerId } = command;
    const customer = await this.fact<Known<Customer>>(recorded, `customer-${customerId}`, evolveCustomer as never);
    const plans = command.type === 'PlaceInCart' ? [command.productId] : planIn(state);
    const facts = await this.facts(recorded, plans, { customer: customerId, reseller: customer?.resellerId });
    const now = nowOf(recorded, since);
    return judgedOf(recorded, dated(decideCart(state, command, facts, now), now), now);
  }

  private async onPlan(recorded: RecordedCommand): Promise<Judged | undefined> {
    const { state, since } = await this.before<Known<Plan>, never>(recorded, evolvePlan as never);
    const words = inDomainWords({ recorded, state: undefined, asItStood: () => undefined });
    if (words?.on !== 'plan') return undefined;
    const now = nowOf(recorded, since);
    return judgedOf(recorded, dated(decidePlan(state, words.command, now), now), now);
  }

  private async onReseller(recorded: RecordedCommand): Promise<Judged | undefined> {
    const { state, since } = await this.before<Known<Reseller>, never>(recorded, evolveReseller as never);
    const words = inDomainWords({ recorded, state: undefined, asItStood: () => undefined });
    if (words?.on !== 'reseller') return undefined;
    const now = nowOf(recorded, since);
    return judgedOf(recorded, dated(decideReseller(state, words.command, now), now), now);
  }

  private before<State, Event extends DomainEvent>(recorded: RecordedCommand, evolve: Evolve<State, Event>) {
    const { stream, revisionBefore, position } = recorded;
    const extent: Extent = revisionBefore === null ? { position } : { revision: revisionBefore };
    return this.streams.fold(stream, extent, evolve);
  }

  /** As far as the decision knew it; where it did not look, as it stood when the decision was recorded. */
  private async fact<State>({ facts, position }: RecordedCommand, stream: string, evolve: Evolve<State, never>) {
    const revision = facts[stream];
    const extent: Extent = revision === undefined ? { position } : { revision };
    return (await this.streams.fold(stream, extent, evolve)).state;
  }

  private async facts(
    recorded: RecordedCommand,
    wanted: readonly ProductId[],
    {
      reseller: resellerId,
      customer: customerId,
    }: { reseller: ResellerId | undefined; customer: CustomerId | undefined },
  ): Promise<SubscriptionFacts> {
    const plans = new Map<ProductId, Plan>();
    for (const id of wanted) plans.set(id, await this.fact<Known<Plan>>(recorded, `plan-${id}`, evolvePlan as never));
    const reseller =
      resellerId === undefined
        ? undefined
        : await this.fact<Known<Reseller>>(recorded, `reseller-${resellerId}`, evolveReseller as never);
    const customer =
      customerId === undefined
        ? undefined
        : await this.fact<Known<Customer>>(recorded, `customer-${customerId}`, evolveCustomer as never);
    return { ...this.other, plan: (id) => plans.get(id), reseller, customer };
  }

  /** Where the present term's cutoff would have been another one, it passed then: said once, where it was said. */
  private withOtherCutoff({ outcome }: RecordedCommand, state: Subscription, judged: Judged): Judged {
    const cutoff = otherCutoff(state, this.other);
    if (cutoff === undefined || state?.status !== 'active' || !('accepted' in outcome) || 'refused' in judged)
      return judged;
    const termNumber = state.term.number;
    const index = outcome.accepted.findIndex(
      ({ event }) => event.type === 'RenewalCutoffPassed' && event.termNumber === termNumber,
    );
    if (index < 0) return judged;
    const passed = {
      effectiveAt: firstLateInstant(cutoff),
      event: { type: 'RenewalCutoffPassed', termNumber, cutoff },
    } as const;
    return { accepted: [...judged.accepted.slice(0, index), passed, ...judged.accepted.slice(index)] };
  }
}

/** What the handler of a command wrote beside its decision: a claim, or the order that a checkout or a replacement decided. */
export function isPartOfAnother({ stream, outcome }: RecordedCommand): boolean {
  if (stream.startsWith('customer-claim-')) return true;
  const first = 'accepted' in outcome ? outcome.accepted[0]?.event : undefined;
  return first?.type === 'SubscriptionOrdered' && (first.fromCart || first.replaces !== null);
}

const nowOf = ({ recordedAt }: RecordedCommand, since: Instant | undefined): Instant =>
  since === undefined ? recordedAt : laterOf(recordedAt, since);

const planIn = (cart: Cart): readonly ProductId[] => (cart?.item === undefined ? [] : [cart.item.plan.productId]);

/** What would be appended: for a keyed command without effect also its receipt. */
function judgedOf({ commandId, command }: RecordedCommand, decision: Outcome, now: Instant): Judged {
  if (decision.outcome === 'refused') return { refused: decision.refusal };
  if (decision.outcome === 'accepted' || commandId === null) return { accepted: decision.events };
  const effectiveAt = decision.effectiveAt ?? now;
  return { accepted: [...decision.events, { effectiveAt, event: { type: 'CommandHadNoEffect', command } }] };
}

function dated(verdict: Verdict<DomainEvent, Refusal>, effectiveAt: Instant): Outcome {
  if (verdict.outcome === 'refused') return verdict;
  if (verdict.outcome === 'no-effect') return { outcome: 'no-effect', events: [] };
  const [first, ...rest] = verdict.events;
  const date = (event: DomainEvent) => ({ effectiveAt, event });
  return { outcome: 'accepted', events: [date(first), ...rest.map(date)] };
}
