import type { Instant } from '#kernel/instant.js';

/** The one event of stream `store-identity`: in every position that is handed out. */
export interface StoreIdentified {
  readonly type: 'StoreIdentified';
  /** UUID. */
  readonly storeId: string;
}

/** Stream `sandbox-clock`: what every process's Clock follows. */
export interface SandboxClockSet {
  readonly type: 'SandboxClockSet';
  /** The sandbox's time at the moment of the event. */
  readonly now: Instant;
  /** True: it goes on from `now` with the wall clock. */
  readonly ticking: boolean;
  readonly reason: string;
}

/** Stream `attempts-<stream>`: best effort, for what-if and the timeline, never for idempotency. */
export interface CommandRefused {
  readonly type: 'CommandRefused';
  readonly command: string;
  /** Its code and the facts of the case. */
  readonly refusal: { readonly code: string } & Readonly<Record<string, unknown>>;
  /** As in the metadata of an accepted command, personal fields sealed. */
  readonly payload?: unknown;
  readonly commandId: string | null;
  readonly correlationId: string;
  readonly actor: string;
  readonly refusedAt: Instant;
}

/** Events beside the domain's: no projection sees them, and they are in no chain. */
export type SystemEvent = StoreIdentified | SandboxClockSet | CommandRefused;
