import type { Subject } from '#vault/vault.js';
import type { Shape } from './shape.js';

/** One event type as the outside sees it. Its shape may only grow; what breaks a reader is a new version. */
export interface ShownEvent<E> {
  readonly version: number;
  readonly summary: string;
  readonly data: Shape<E>;
  /** Whose key opens the personal data; left out where there is none. */
  readonly sealedUnder?: (event: E, stream: string) => Subject;
}

/** An event that is nobody's business outside, and why. */
export interface LeftOut {
  readonly leftOut: string;
}

/** Exhaustive: a new event does not compile until someone says how the outside sees it, or that it does not. */
export type PublicEvents<E extends { readonly type: string }> = {
  readonly [T in E['type']]: ShownEvent<Extract<E, { readonly type: T }>> | LeftOut;
};

/** In its first version. */
export const shown = <E>(event: Omit<ShownEvent<E>, 'version'>): ShownEvent<E> => ({ version: 1, ...event });

export const leftOut = (why: string): LeftOut => ({ leftOut: why });
