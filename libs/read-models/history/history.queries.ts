import { Inject, Injectable } from '@nestjs/common';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { DomainEvent, StoredEvent } from '#event-store/stored-event.js';
import type { SubscriptionId } from '#kernel/ids.js';
import { type Subject, VAULT, type Vault } from '#vault/vault.js';
import { personalIn, withOpened } from './opened-facts.js';

export interface HistoryItem {
  readonly type: DomainEvent['type'];
  readonly revision: number;
  readonly effectiveAt: string;
  readonly recordedAt: string;
  readonly actor: string;
  /** The event's facts, personal data opened; null and `erased: true` beside it once erased. */
  readonly data: unknown;
}

/** A subscription's timeline, read from its stream itself: never behind, and independent of every read model. */
@Injectable()
export class HistoryQueries {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  /** @returns undefined when there is no such subscription. @throws StoreUnavailableError, VaultUnavailableError */
  async list(subscriptionId: SubscriptionId): Promise<{ readonly items: readonly HistoryItem[] } | undefined> {
    const events = await this.reader.readStream(`subscription-${subscriptionId}`);
    if (events.length === 0) return undefined;
    const sealed = events.flatMap(({ event }) => {
      const subject = subjectOf(subscriptionId, event);
      return personalIn(event).map((value) => ({ subject, value }));
    });
    const opened = (await this.vault.openAll(sealed))[Symbol.iterator]();
    return { items: events.map((stored) => historyItemOf(stored, opened)) };
  }
}

/** What a replacement says of its order is sealed under the replacement's own key. */
const subjectOf = (subscriptionId: SubscriptionId, event: DomainEvent): Subject =>
  `subscription:${event.type === 'OrderReplaced' ? event.replacedBy : subscriptionId}`;

function historyItemOf({ event, revision, metadata }: StoredEvent, opened: Iterator<string | null>): HistoryItem {
  const { type, ...facts } = event;
  const { effectiveAt, recordedAt, actor } = metadata;
  return { type, revision, effectiveAt, recordedAt, actor, data: withOpened(facts, opened) };
}
