import { randomUUID } from 'node:crypto';
import type { CommandContext, CommandResult } from '#commands/command.js';
import type { Instant } from '#kernel/instant.js';
import type { DueQueue, DueWork } from '../due-work/due-work.js';

/** What came of a piece of due work. Faults are thrown; these are not. */
export type Outcome =
  /** `position` of what it wrote or found, to wait for. */
  | { readonly kind: 'done'; readonly answer: string; readonly position?: string }
  /** Its time has not come: another clock, or a job that was planned by one. */
  | { readonly kind: 'early'; readonly until: Instant }
  /** The vendor has not answered for good yet. `watching`: the answer is there, and may change one day. */
  | { readonly kind: 'waiting'; readonly watching: boolean; readonly position?: string };

/** One of the four things that a worker does. It decides nothing: it wakes, asks, and passes on. */
export interface DueTask {
  /** @throws faults only: store, vault, read model or vendor away. */
  run(work: DueWork, cause: string): Promise<Outcome>;
}

export const contextOf = (queue: DueQueue, cause: string): CommandContext => ({
  client: 'worker',
  idempotencyKey: null,
  correlationId: randomUUID(),
  causationId: cause,
  actor: `worker:${queue}`,
});

/** A refusal is an answer too: whatever was due is not to be done, and trying again changes nothing. */
export function doneWith(result: CommandResult): Extract<Outcome, { kind: 'done' }> {
  if (result.outcome === 'refused') return { kind: 'done', answer: `refused: ${result.refusal.code}` };
  return { kind: 'done', answer: result.changed ? 'done' : 'nothing to do', position: result.position };
}

/** The id in a stream's name. */
export const idIn = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
