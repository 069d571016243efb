import type { Instant } from './instant.js';

/** An event and the instant as of which it counts; within a stream that instant never decreases. */
export interface Dated<E> {
  readonly effectiveAt: Instant;
  readonly event: E;
}

/**
 * What a decision comes to. `no-effect` is an acceptance that changes nothing: the command found the state it asks for;
 * its events are those that fell due before it (usually none). A refusal changes nothing, not even what fell due.
 */
export type Decision<E, R> =
  | { readonly outcome: 'accepted'; readonly events: readonly [Dated<E>, ...Dated<E>[]] }
  | {
      readonly outcome: 'no-effect';
      readonly events: readonly Dated<E>[];
      /** As of when the receipt of it counts; absent: the command's instant. */
      readonly effectiveAt?: Instant;
    }
  | { readonly outcome: 'refused'; readonly refusal: R };

/** What one command's own function says, before what fell due is put in front of it. */
export type Verdict<E, R> =
  | { readonly outcome: 'accepted'; readonly events: readonly [E, ...E[]] }
  | { readonly outcome: 'no-effect' }
  | { readonly outcome: 'refused'; readonly refusal: R };

export const accept = <E>(...events: [E, ...E[]]): Verdict<E, never> => ({ outcome: 'accepted', events });
export const noEffect = (): Verdict<never, never> => ({ outcome: 'no-effect' });
export const refuse = <R>(refusal: R): Verdict<never, R> => ({ outcome: 'refused', refusal });
