import type { StoredEvent } from '#event-store/stored-event.js';
import type { CommandRefused } from '#event-store/system-events.js';
import type { Instant } from '#kernel/instant.js';

/** A command as the history has it: accepted or refused, and on what it was decided. */
export interface RecordedCommand {
  readonly stream: string;
  readonly command: string;
  readonly payload: unknown;
  readonly commandId: string | null;
  readonly actor: string;
  readonly correlationId: string;
  readonly resellerId: string | null;
  readonly recordedAt: Instant;
  /** Of the stream's last event before it; -1: there was none; null: not kept, the position tells. */
  readonly revisionBefore: number | null;
  /** Of its first event, or of the refused attempt. */
  readonly position: bigint;
  readonly facts: Readonly<Record<string, number>>;
  readonly outcome: { readonly accepted: readonly StoredEvent[] } | { readonly refused: CommandRefused['refusal'] };
}

/** @param events of one append, in order. */
export function acceptedCommand(events: readonly [StoredEvent, ...StoredEvent[]]): RecordedCommand {
  const [{ stream, revision, position, metadata }] = events;
  const { command, payload, commandId, actor, correlationId, resellerId, recordedAt, facts = {} } = metadata;
  const by = { command, payload, commandId, actor, correlationId, resellerId, recordedAt };
  return { stream, ...by, revisionBefore: revision - 1, position, facts, outcome: { accepted: events } };
}

export function refusedCommand(stream: string, position: bigint, refused: CommandRefused): RecordedCommand {
  const { command, payload, commandId, actor, correlationId, refusedAt, revision, facts, refusal } = refused;
  const by = { command, payload, commandId, actor, correlationId, resellerId: null, recordedAt: refusedAt };
  return { stream, ...by, revisionBefore: revision, position, facts, outcome: { refused: refusal } };
}

/** Whether an event is of the same append as the one before it. */
export const continues = (before: StoredEvent, next: StoredEvent): boolean =>
  next.stream === before.stream &&
  next.revision === before.revision + 1 &&
  next.metadata.payload === undefined &&
  next.metadata.command === before.metadata.command &&
  next.metadata.commandId === before.metadata.commandId &&
  next.metadata.correlationId === before.metadata.correlationId &&
  next.metadata.recordedAt === before.metadata.recordedAt;
