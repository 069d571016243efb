import { randomUUID } from 'node:crypto';
import type { EventAppender } from '#event-store/event-appender.js';
import type { DomainEvent, StoredEvent } from '#event-store/stored-event.js';
import type { Dated } from '#kernel/decision.js';
import type { Instant } from '#kernel/instant.js';

/** Appends events as command handlers would, without deciding anything. */
export class Scribe {
  private readonly last = new Map<string, StoredEvent>();

  constructor(private readonly appender: EventAppender) {}

  /** In one append. @returns the last one as stored. */
  async write(stream: string, first: Dated<DomainEvent>, ...rest: readonly Dated<DomainEvent>[]): Promise<StoredEvent> {
    const before = this.last.get(stream);
    const stored = await this.appender.append({
      stream,
      expected: before?.revision ?? 'no-stream',
      previousHash: before?.metadata.hash ?? null,
      events: [first, ...rest],
      metadata: {
        commandId: null,
        requestHash: null,
        command: 'Test',
        correlationId: randomUUID(),
        causationId: null,
        actor: 'test',
        resellerId: null,
        recordedAt: first.effectiveAt,
      },
    });
    const last = stored.at(-1);
    if (last === undefined) throw new Error('nothing was stored');
    this.last.set(stream, last);
    return last;
  }
}

/** The same instant for all of them. */
export const at = <E extends DomainEvent>(effectiveAt: Instant, ...events: readonly E[]): readonly Dated<E>[] =>
  events.map((event) => ({ effectiveAt, event }));
