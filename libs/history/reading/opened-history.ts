import { Inject, Injectable } from '@nestjs/common';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import type { Personal } from '#kernel/personal.js';
import { personalIn, withOpened } from '#read-models/history/opened-facts.js';
import { type Subject, VAULT, type Vault } from '#vault/vault.js';
import type { Opened } from '../folding/fold.js';
import { type HistoryOf, streamOf, subjectOf } from '../history-kind.js';

/** A whole history, with all that is personal in it opened. */
export interface OpenedHistory {
  readonly of: HistoryOf;
  readonly events: readonly StoredEvent[];
  /** Of the reseller whose subscription it is: what the subscription is entitled to follows from them. */
  readonly beside: readonly StoredEvent[];
  readonly opened: Opened;
}

interface Sealed {
  readonly subject: Subject;
  readonly value: Personal;
}

const sealedText = (value: Personal): string | undefined => ('sealed' in value ? value.sealed : undefined);

/** Reads histories from their streams themselves: never behind, and independent of every read model. */
@Injectable()
export class OpenedHistories {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  /** @returns undefined where there is no such stream. @throws StoreUnavailableError, VaultUnavailableError */
  async read(of: HistoryOf): Promise<OpenedHistory | undefined> {
    const events = await this.reader.readStream(streamOf(of));
    const [first] = events;
    if (first === undefined) return undefined;
    const { resellerId } = first.metadata;
    const isOwned = of.kind === 'subscriptions' && resellerId !== null;
    const beside = isOwned ? await this.reader.readStream(`reseller-${resellerId}`) : [];
    return { of, events, beside, opened: await this.openerOf(of, events) };
  }

  /** Opens everything personal in these events, and in the payloads of their commands, in one round trip. */
  async openerOf(of: HistoryOf, events: readonly StoredEvent[]): Promise<Opened> {
    const sealed = events.flatMap((stored) => sealedIn(of, stored));
    const texts = await this.vault.openAll(sealed);
    const bySealed = new Map(sealed.map(({ value }, index) => [sealedText(value), texts[index] ?? null]));
    return (value) => ('plain' in value ? value.plain : (bySealed.get(sealedText(value)) ?? null));
  }
}

function sealedIn(of: HistoryOf, { event, metadata }: StoredEvent): readonly Sealed[] {
  const subject = subjectOf(of, event);
  if (subject === undefined) return [];
  return [...personalIn(event), ...personalIn(metadata.payload)].map((value) => ({ subject, value }));
}

/** Facts as they are shown: what is personal opened, product IDs with hyphens. */
export const shownFacts = (facts: unknown, opened: Opened): unknown =>
  withOpened(facts, personalIn(facts).map(opened)[Symbol.iterator]());
