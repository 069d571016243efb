import type { Dated } from '../../kernel/decision.js';
import type { Instant } from '../../kernel/instant.js';
import type { SubscriptionCommand } from '../subscription/subscription.commands.js';
import { decideSubscription, type SubscriptionDecision } from '../subscription/subscription.decider.js';
import type { SubscriptionEvent } from '../subscription/subscription.events.js';
import { evolveSubscription } from '../subscription/subscription.evolve.js';
import type { SubscriptionFacts } from '../subscription/subscription.facts.js';
import type { SubscriptionRefusal } from '../subscription/subscription.refusals.js';
import type { Subscription } from '../subscription/subscription.state.js';
import { facts as usualFacts } from './fixtures.js';

/** A command and when it came in. */
export type Step = readonly [at: string, command: SubscriptionCommand];

/** A subscription's history so far. */
export interface History {
  readonly state: Subscription;
  readonly events: readonly Dated<SubscriptionEvent>[];
}

const NOTHING: History = { state: undefined, events: [] };

export const extend = ({ state, events }: History, added: readonly Dated<SubscriptionEvent>[]): History => ({
  state: added.reduce<Subscription>((s, { event, effectiveAt }) => evolveSubscription(s, event, effectiveAt), state),
  events: [...events, ...added],
});

export const decide = (
  { state, events }: History,
  command: SubscriptionCommand,
  facts: SubscriptionFacts,
  at: string,
): SubscriptionDecision => decideSubscription(state, command, facts, at as Instant, events.at(-1)?.effectiveAt);

/** By what counted until an instant. */
export const stateAt = ({ events }: History, at: string): Subscription =>
  extend(
    NOTHING,
    events.filter(({ effectiveAt }) => effectiveAt <= at),
  ).state;

/** @throws Error when one of the steps is refused: then the test's story is none. */
export function historyOf(steps: readonly Step[], facts: SubscriptionFacts = usualFacts): History {
  return steps.reduce<History>((history, [at, command]) => {
    const decision = decide(history, command, facts, at);
    if (decision.outcome === 'refused') {
      throw new Error(`${command.type} at ${at} is refused: ${JSON.stringify(decision.refusal)}`);
    }
    return extend(history, decision.events);
  }, NOTHING);
}

/** given(...steps).when(command, at).thenEvents(...events): the whole decision is compared. */
export const given = (...steps: readonly Step[]) => givenWith(usualFacts, ...steps);

export function givenWith(facts: SubscriptionFacts, ...steps: readonly Step[]) {
  const history = historyOf(steps, facts);
  return {
    history,
    when: (command: SubscriptionCommand, at: string, laterFacts: SubscriptionFacts = facts) =>
      answerOf(decide(history, command, laterFacts, at), at as Instant),
  };
}

type Expected = SubscriptionEvent | Dated<SubscriptionEvent>;

function answerOf(decision: SubscriptionDecision, at: Instant) {
  const dated = (expected: readonly Expected[]) =>
    expected.map((one) => ('event' in one ? one : { effectiveAt: at, event: one }));
  return {
    decision,
    /** Events without an instant of their own are as of the command's. */
    thenEvents: (...expected: readonly Expected[]) => {
      expect(decision).toEqual({ outcome: 'accepted', events: dated(expected) });
    },
    thenNothing: (...settled: readonly Expected[]) => {
      expect(decision).toEqual({ outcome: 'no-effect', events: dated(settled) });
    },
    thenRefused: (refusal: SubscriptionRefusal) => {
      expect(decision).toEqual({ outcome: 'refused', refusal });
    },
  };
}

/** As of its own instant. */
export const asOf = (at: string, event: SubscriptionEvent): Dated<SubscriptionEvent> => ({
  effectiveAt: at as Instant,
  event,
});
