/** How long one call to the store is waited for, in milliseconds. */
export interface Patience {
  /** Until an append without an answer is tried again. The store gives up a write after two seconds by itself. */
  readonly appendTryMs: number;
  /** Until a read of which nothing more comes is tried again. */
  readonly readStallMs: number;
  /** For all tries together; then the caller is told to come back. */
  readonly giveUpMs: number;
}

export const PATIENCE: Patience = { appendTryMs: 2_500, readStallMs: 3_000, giveUpMs: 6_000 };

/** The waits between two tries double from the first to the last: the store may only be starting again. */
export const FIRST_WAIT_MS = 25;
export const LAST_WAIT_MS = 800;
