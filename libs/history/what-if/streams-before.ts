import { LRUCache } from 'lru-cache';
import type { EventReader } from '#event-store/event-reader.js';
import type { DomainEvent, StoredEvent } from '#event-store/stored-event.js';
import type { Instant } from '#kernel/instant.js';

/** Whole streams kept; some 30 events of a kilobyte each. */
const STREAMS_MAX = 2_000;

/** A stream as a decision found it. */
export interface StreamBefore<State> {
  readonly state: State | undefined;
  /** `effectiveAt` of its last event. */
  readonly since: Instant | undefined;
  readonly events: readonly StoredEvent[];
}

export type Evolve<State, Event> = (state: State | undefined, event: Event, effectiveAt: Instant) => State | undefined;

/** How far into a stream: to a revision (inclusive; -1: not at all), or to what stands before a commit position. */
export type Extent = { readonly revision: number } | { readonly position: bigint };

interface Kept {
  readonly events: readonly StoredEvent[];
  /** The last folding of it: the next is often a little longer. */
  folded: { readonly count: number; readonly state: unknown };
}

/** Streams as they were, for those who look back: read once, folded to wherever they are asked for. */
export class StreamsBefore {
  private readonly kept = new LRUCache<string, Kept>({ max: STREAMS_MAX });

  constructor(private readonly reader: Pick<EventReader, 'readStream'>) {}

  /** @throws StoreUnavailableError */
  async fold<State, Event extends DomainEvent>(
    stream: string,
    extent: Extent,
    evolve: Evolve<State, Event>,
  ): Promise<StreamBefore<State>> {
    const kept = await this.stream(stream, extent);
    const events = kept.events.filter((stored) => isWithin(stored, extent));
    const { count, state } = kept.folded.count <= events.length ? kept.folded : { count: 0, state: undefined };
    const folded = foldEvents(events.slice(count), evolve, state as State | undefined);
    kept.folded = { count: events.length, state: folded };
    return { state: folded, since: events.at(-1)?.metadata.effectiveAt, events };
  }

  /** It may have grown since it was read. */
  private async stream(stream: string, extent: Extent): Promise<Kept> {
    const known = this.kept.get(stream);
    const suffices = known !== undefined && (!('revision' in extent) || extent.revision < known.events.length);
    if (suffices) return known;
    const events = await this.reader.readStream(stream);
    const kept = { events, folded: { count: 0, state: undefined } };
    this.kept.set(stream, kept);
    return kept;
  }
}

const isWithin = ({ revision, position }: StoredEvent, extent: Extent): boolean =>
  'revision' in extent ? revision <= extent.revision : position < extent.position;

export function foldEvents<State, Event extends DomainEvent>(
  events: readonly StoredEvent[],
  evolve: Evolve<State, Event>,
  state?: State,
): State | undefined {
  return events.reduce<State | undefined>(
    (folded, { event, metadata }) =>
      event.type === 'CommandHadNoEffect' ? folded : evolve(folded, event as Event, metadata.effectiveAt),
    state,
  );
}
