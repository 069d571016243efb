import type { DomainEvent, StoredEvent } from '#event-store/stored-event.js';
import type { Dated, Decision, Verdict } from '#kernel/decision.js';
import type { Instant } from '#kernel/instant.js';
import type { Subject } from '#vault/vault.js';
import type { LoadedStream } from './loaded-stream.js';
import type { CommandIdentity } from './request-identity.js';
import type { StreamKind } from './stream-kind.js';

export type Refusal = { readonly code: string } & Readonly<Record<string, unknown>>;

/** How other streams are read: as the cache has them, or from the store. */
export type Reading = 'cached' | 'through';

/** What a decision is taken on. */
export interface Moment<State> {
  readonly state: State | undefined;
  /** The later of the clock's instant and `since`. */
  readonly now: Instant;
  readonly since: Instant | undefined;
  readonly reading: Reading;
}

/** What a decision took from other streams. */
export interface UsedFacts {
  /** Revision by stream. */
  readonly revisions: Readonly<Record<string, number>>;
  /** False when any of it came from a cache. */
  readonly certain: boolean;
}

export const NO_FACTS: UsedFacts = { revisions: {}, certain: true };

export interface Decided {
  readonly decision: Decision<DomainEvent, Refusal>;
  readonly used: UsedFacts;
}

/** One command on one stream: everything that the engine must know to carry it out. */
export interface StreamTask<State> {
  readonly kind: StreamKind<State>;
  readonly stream: string;
  readonly identity: CommandIdentity;
  /** At which revisions only; left out: at any. */
  readonly onlyAt?: readonly number[] | 'any' | undefined;
  /** True where the stream's id was made for this command: it is taken to be empty until an append says otherwise. */
  readonly presumedNew?: boolean;
  /** The instant to decide at, where it is given by an earlier event; else the clock's. */
  readonly decidedAt?: Instant;
  decide(moment: Moment<State>): Decided | Promise<Decided>;
  /** For the metadata of the command's first event, and whose personal data it has. */
  readonly payload?: { readonly value: object; readonly subject: Subject | undefined };
}

/** What came of a task. */
export type Outcome<State> =
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | {
      readonly outcome: 'accepted';
      /** Folded to the command's last event. */
      readonly loaded: LoadedStream<State>;
      readonly replayed: boolean;
      readonly changed: boolean;
      readonly created: boolean;
      /** Of the command's first event; undefined for a no-op without a key. */
      readonly firstRevision: number | undefined;
      /** What was appended just now; empty in a replay. */
      readonly appended: readonly StoredEvent[];
    };

/** Dates a verdict as of one instant, for streams where nothing falls due. */
export function dated<E, R>(verdict: Verdict<E, R>, now: Instant): Decision<E, R> {
  if (verdict.outcome === 'refused') return verdict;
  if (verdict.outcome === 'no-effect') return { outcome: 'no-effect', events: [] };
  const [first, ...rest] = verdict.events;
  const date = (event: E): Dated<E> => ({ effectiveAt: now, event });
  return { outcome: 'accepted', events: [date(first), ...rest.map(date)] };
}
