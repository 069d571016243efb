import type { DomainEvent, StoredEvent } from '#event-store/stored-event.js';

/** Who did what, by which command, and when: enough to find it again. */
export interface EventBrief {
  readonly stream: string;
  readonly revision: number;
  readonly type: DomainEvent['type'];
  readonly effectiveAt: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly client: string | null;
  readonly command: string;
  readonly commandId: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
}

export function eventBrief({ stream, revision, event, metadata }: StoredEvent): EventBrief {
  const { effectiveAt, recordedAt, actor, client = null, command, commandId, correlationId, causationId } = metadata;
  const by = { actor, client, command, commandId, correlationId, causationId };
  return { stream, revision, type: event.type, effectiveAt, recordedAt, ...by };
}
