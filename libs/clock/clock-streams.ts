import type { SandboxClockSet } from '#event-store/system-events.js';
import type { StoredSystemEvent } from '#event-store/system-streams.js';

/** What every process's clock follows; written by its one owner. */
export const CLOCK_STREAM = 'sandbox-clock';
/** Moves that were asked for, and what came of them. */
export const CLOCK_REQUESTS_STREAM = 'sandbox-clock-requests';

export type StoredClockSet = StoredSystemEvent & { readonly event: SandboxClockSet };

export const isClockSet = (stored: StoredSystemEvent): stored is StoredClockSet =>
  stored.event.type === 'SandboxClockSet';
