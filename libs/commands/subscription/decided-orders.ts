import { Inject, Injectable, Logger } from '@nestjs/common';
import type { PlaceDecidedOrder } from '#domain/subscription/subscription.commands.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import type { SubscriptionId } from '#kernel/ids.js';
import { VAULT, type Vault } from '#vault/vault.js';
import type { CommandResult } from '../command.js';
import { Answers } from '../engine/answers.js';
import { emptyStream, foldOnto } from '../engine/loaded-stream.js';
import { type Asked, type CommandIdentity, identityOf } from '../engine/request-identity.js';
import { StreamCache } from '../engine/stream-cache.js';
import { StreamEngine } from '../engine/stream-engine.js';
import { SUBSCRIPTION, subscriptionStream } from '../engine/stream-kind.js';
import type { Outcome } from '../engine/stream-task.js';
import { type Known, Subscriptions } from './subscriptions.js';

/** What came of the first append: of a checkout, or of a replacement. */
type First = Extract<Outcome<unknown>, { outcome: 'accepted' }>;

/** The second append of a checkout and of a replacement. Everything was decided with the first, so it can't be refused. */
@Injectable()
export class DecidedOrders {
  private readonly log = new Logger('DecidedOrders');

  constructor(
    @Inject(StreamEngine) private readonly engine: StreamEngine,
    @Inject(StreamCache) private readonly cache: StreamCache,
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(Subscriptions) private readonly subscriptions: Subscriptions,
    @Inject(Answers) private readonly answers: Answers,
  ) {}

  /** The new subscription, once the first append is done; a repeat finishes what an earlier try left. */
  async answer(asked: Asked, first: First, subscriptionId: SubscriptionId): Promise<CommandResult<'subscription'>> {
    const identity = identityOf(asked, this.vault);
    const earlier = first.replayed ? await this.earlierAnswer(identity, subscriptionId) : undefined;
    if (earlier !== undefined) return this.answers.of<'subscription'>(earlier);
    const decided = decidingEvent(await this.eventsOf(first), subscriptionId);
    if (decided === undefined) throw new Error(`${first.loaded.stream} does not name subscription ${subscriptionId}`);
    const answer = await this.answers.of<'subscription'>(await this.finishOrForetell(decided));
    return answer.outcome === 'accepted' ? { ...answer, replayed: first.replayed } : answer;
  }

  /** What the checkout or replacement answered that decided so; what is left of it stays left: a question changes nothing. */
  async answered(decided: StoredEvent): Promise<CommandResult<'subscription'>> {
    const { subscriptionId } = placeDecidedOrder(decided);
    const earlier = await this.earlierAnswer(decided.metadata, subscriptionId);
    return this.answers.of<'subscription'>(earlier ?? (await this.foretold(decided)));
  }

  /**
   * Writes the subscription's stream where it is missing, exactly as the handler itself would have.
   * @param decided the CartCheckedOut or OrderReplaced that names it.
   */
  async finish(decided: StoredEvent): Promise<Outcome<Known>> {
    const command = placeDecidedOrder(decided);
    const { command: name, commandId, requestHash, correlationId, actor, client } = decided.metadata;
    const by = client === undefined ? { actor } : { actor, client };
    return this.engine.handle<Known>({
      kind: SUBSCRIPTION,
      stream: subscriptionStream(command.subscriptionId),
      identity: { command: name, commandId, requestHash, correlationId, causationId: decided.id, ...by },
      presumedNew: true,
      decidedAt: decided.metadata.effectiveAt,
      decide: (moment) => this.subscriptions.decide(command, moment),
    });
  }

  /** The event of a stream that decided on this subscription. */
  async decidedIn(stream: string, subscriptionId: SubscriptionId): Promise<StoredEvent | undefined> {
    return decidingEvent(await this.reader.readStream(stream), subscriptionId);
  }

  /** The first append decided; where the second fails, due work does it, and the answer is what it will write. */
  private async finishOrForetell(decided: StoredEvent): Promise<Outcome<Known>> {
    try {
      return await this.finish(decided);
    } catch (error) {
      this.log.warn(`Left for due work: ${subscriptionStream(placeDecidedOrder(decided).subscriptionId)}: ${error}`);
      return this.foretold(decided);
    }
  }

  private async foretold(decided: StoredEvent): Promise<Outcome<Known>> {
    const command = placeDecidedOrder(decided);
    const stream = emptyStream(SUBSCRIPTION, subscriptionStream(command.subscriptionId));
    const moment = {
      state: undefined,
      now: decided.metadata.effectiveAt,
      since: undefined,
      reading: 'cached',
    } as const;
    const { decision } = await this.subscriptions.decide(command, moment);
    if (decision.outcome === 'refused') return decision;
    const stored = decision.events.map(({ event }, revision) => ({
      ...decided,
      stream: stream.stream,
      revision,
      event,
    }));
    const loaded = foldOnto(stream, stored);
    const accepted = { outcome: 'accepted', replayed: false, changed: true, created: true } as const;
    return { ...accepted, loaded, firstRevision: 0, appended: [] };
  }

  private async earlierAnswer(identity: CommandIdentity, id: SubscriptionId): Promise<Outcome<Known> | undefined> {
    const stream = subscriptionStream(id);
    const loaded = this.cache.get(SUBSCRIPTION, stream) ?? (await this.cache.readThrough(SUBSCRIPTION, stream));
    return this.engine.replay<Known>({ identity }, loaded);
  }

  private async eventsOf({ appended, loaded, firstRevision }: First): Promise<readonly StoredEvent[]> {
    return appended.length > 0 ? appended : this.reader.readStream(loaded.stream, firstRevision);
  }
}

/** Whether an event decides on an order that has a stream of its own. */
export const decidesOnOrder = ({ event }: StoredEvent): boolean =>
  event.type === 'CartCheckedOut' || event.type === 'OrderReplaced';

function decidingEvent(events: readonly StoredEvent[], id: SubscriptionId): StoredEvent | undefined {
  return events.find(
    ({ event }) =>
      (event.type === 'CartCheckedOut' && event.subscriptionId === id) ||
      (event.type === 'OrderReplaced' && event.replacedBy === id),
  );
}

function placeDecidedOrder({ event, stream }: StoredEvent): PlaceDecidedOrder {
  if (event.type === 'CartCheckedOut') {
    const { subscriptionId, trackingId, order, checkedOutAt } = event;
    const facts = { subscriptionId, trackingId, order, orderedAt: checkedOutAt };
    return { type: 'PlaceDecidedOrder', ...facts, replaces: null, fromCart: true };
  }
  if (event.type === 'OrderReplaced') {
    const { replacedBy, replacementTrackingId, replacement, replacedAt } = event;
    const replaces = stream.slice('subscription-'.length) as SubscriptionId;
    const facts = { subscriptionId: replacedBy, trackingId: replacementTrackingId, order: replacement };
    return { type: 'PlaceDecidedOrder', ...facts, orderedAt: replacedAt, replaces, fromCart: false };
  }
  throw new Error(`${event.type} decides on no order`);
}
