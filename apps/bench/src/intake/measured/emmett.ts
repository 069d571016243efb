import { randomUUID } from 'node:crypto';
import { CommandHandler } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { createBusinessCalendar } from '#calendar/business-calendar.js';
import { autodeskPolicy } from '#domain/policy/autodesk.policy.js';
import { decideSubscription } from '#domain/subscription/subscription.decider.js';
import type { SubscriptionEvent } from '#domain/subscription/subscription.events.js';
import { evolveSubscription } from '#domain/subscription/subscription.evolve.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import type { EndUserId } from '#kernel/ids.js';
import { type Instant, instantOf, laterOf } from '#kernel/instant.js';
import { onEachStream, onStreamsInTurns } from '../in-turns.js';
import { type Sample, type SampleEvent, type Speed, STREAMS, type Window } from '../plan-of-the-bench.js';
import { serveTasks } from './tasks.js';

/** The same decisions on the same events, loaded and appended by emmett: its command handler on its Postgres store. */
interface Kept {
  readonly type: SubscriptionEvent['type'];
  readonly data: { readonly event: SubscriptionEvent; readonly effectiveAt: Instant };
}

interface Folded {
  readonly state: Subscription;
  readonly since: Instant | undefined;
}

const handle = CommandHandler<Folded, Kept>({
  initialState: () => ({ state: undefined, since: undefined }),
  evolve: ({ state }, { data: { event, effectiveAt } }) => ({
    state: evolveSubscription(state, event, effectiveAt),
    since: effectiveAt,
  }),
});

/** Assigning a licence looks at no fact of another stream. */
const facts = {
  policy: autodeskPolicy,
  calendar: createBusinessCalendar(autodeskPolicy),
  plan: () => undefined,
  reseller: undefined,
  customer: undefined,
};

const kept = (event: SubscriptionEvent, effectiveAt: Instant): Kept => ({
  type: event.type,
  data: { event, effectiveAt },
});

function assignLicense({ state, since }: Folded): Kept[] {
  const asked = instantOf(Date.now());
  const now = since === undefined ? asked : laterOf(asked, since);
  const command = { type: 'AssignLicense', endUserId: randomUUID() as EndUserId } as const;
  const decision = decideSubscription(state, command, facts, now, since);
  if (decision.outcome !== 'accepted') throw new Error(JSON.stringify(decision));
  return decision.events.map(({ event, effectiveAt }) => kept(event, effectiveAt));
}

/** From the stored name back to the event. */
function keptOf({ type, data, metadata }: SampleEvent): Kept {
  const { effectiveAt } = metadata as { readonly effectiveAt: Instant };
  const event = { type: type.replace(/\.v\d+$/, ''), ...data } as SubscriptionEvent;
  return kept(event, effectiveAt);
}

interface Asked {
  readonly sample: Sample;
  readonly url: string;
}

const nameOf = (stream: number) => `subscription-${stream}`;
let store: ReturnType<typeof getPostgreSQLEventStore> | undefined;

serveTasks({
  async seed({ sample, url }: Asked): Promise<Speed> {
    const seeded = getPostgreSQLEventStore(url);
    const ten = sample.stream.map(keptOf);
    await seeded.schema.migrate();
    store = seeded;
    return onEachStream(STREAMS, (stream) => seeded.appendToStream<Kept>(nameOf(stream), ten));
  },
  async commands(window: Window): Promise<Speed> {
    const seeded = store;
    if (seeded === undefined) throw new Error('Nothing was seeded');
    return onStreamsInTurns(STREAMS, (stream) => handle(seeded, nameOf(stream), assignLicense), window);
  },
});
