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
  /** The real time at that moment: while it ticks, the clock shows `now` and what has passed since `wall`. */
  readonly wall: Instant;
  /** True: it goes on from `now` with the wall clock. */
  readonly ticking: boolean;
  readonly reason: string;
}

/** Stream `sandbox-clock-requests`: a move that the worker, the clock's owner, is asked for; durable, so that it resumes it. */
export interface ClockMoveRequested {
  readonly type: 'ClockMoveRequested';
  /** UUID; one of the two others answers to it. */
  readonly requestId: string;
  readonly now: Instant;
  readonly ticking: boolean;
}

/** Everything that was due until then is done and projected. */
export interface ClockMoveFinished {
  readonly type: 'ClockMoveFinished';
  readonly requestId: string;
  readonly now: Instant;
  readonly ticking: boolean;
}

/** The move was refused (it was one back) or failed half-way; the clock stands at `now`. */
export interface ClockMoveFailed {
  readonly type: 'ClockMoveFailed';
  readonly requestId: string;
  readonly now: Instant;
  readonly ticking: boolean;
  readonly problem: { readonly code: string; readonly detail: string };
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
  /** null in attempts from before it was kept; so are client and revision. */
  readonly causationId: string | null;
  readonly actor: string;
  readonly client: string | null;
  readonly refusedAt: Instant;
  /** Of the stream's last event when it was judged; -1 where there was none. */
  readonly revision: number | null;
  /** Revisions of the other streams that the decision used. */
  readonly facts: Readonly<Record<string, number>>;
}

/**
 * Stream `anchors`: what the history was up to a position. A tree as in RFC 6962 over stream, revision and hash of every
 * event of the domain in the order of `$all`; a history that was altered or cut behind it has another root.
 */
export interface HistoryAnchored {
  readonly type: 'HistoryAnchored';
  readonly anchoredAt: Instant;
  /** The worker's daily one, or whose key asked. */
  readonly anchoredBy: string;
  /** Commit position (decimal digits) of the last event in the tree. */
  readonly position: string;
  /** Leaves of the tree. */
  readonly events: number;
  /** Streams that had begun. */
  readonly streams: number;
  /** SHA-256 (hex). */
  readonly root: string;
  /** Roots (hex) of the full subtrees, largest first: with them the next anchor reads only what came since. */
  readonly frontier: readonly string[];
}

/** Events beside the domain's: no projection sees them, and they are in no chain. */
export type SystemEvent =
  | StoreIdentified
  | SandboxClockSet
  | ClockMoveRequested
  | ClockMoveFinished
  | ClockMoveFailed
  | CommandRefused
  | HistoryAnchored;
