import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';

/** How long a move of the clock tries to get over a fault (a store, the vendor or a process away) before it fails. */
const FAULT_MS_MAX = 60_000;
const BACKOFF_MS = 100;
const BACKOFF_MS_MAX = 2_000;

/** Trying again is no use: the clock has another owner now, or the process is told to stop. */
export class MoveInterruptedError extends Error {}

/** @throws the last error when the fault outlasts `FAULT_MS_MAX`; MoveInterruptedError at once. */
export async function persistently<T>(what: string, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + FAULT_MS_MAX;
  for (let backoff = BACKOFF_MS; ; backoff = Math.min(backoff * 2, BACKOFF_MS_MAX)) {
    if (signal.aborted) throw new MoveInterruptedError(`Interrupted: ${what}`);
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof MoveInterruptedError) throw error;
      if (performance.now() > deadline) throw new Error(`${what}: ${messageOf(error)}`, { cause: error });
      if (backoff === BACKOFF_MS) new Logger('ClockMover').warn(`${what}: ${messageOf(error)}; tries again`);
    }
    await sleep(backoff, undefined, { signal }).catch(() => undefined);
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
