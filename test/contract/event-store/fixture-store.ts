import { startEventNode } from '#event-node/start-event-node.js';
import type { Append } from '#event-store/event-appender.js';
import { EventStoreConnection } from '#event-store/eventstoredb/eventstore-connection.js';
import { EventStoreDbAppender } from '#event-store/eventstoredb/eventstoredb-appender.js';
import { EventStoreDbReader } from '#event-store/eventstoredb/eventstoredb-reader.js';
import {
  EventStoreDbSystemAppender,
  EventStoreDbSystemReader,
} from '#event-store/eventstoredb/eventstoredb-system-streams.js';
import type { Patience } from '#event-store/eventstoredb/patience.js';
import type { DomainEvent, StoredEvent } from '#event-store/stored-event.js';
import type { Dated } from '#kernel/decision.js';
import type { EndUserId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';

export type Node = Awaited<ReturnType<typeof startEventNode>>;

export const AT = '2026-01-31T17:05:09.123Z' as Instant;

/** One process's both doors to a store. */
export function openDoors(url: string, patience?: Patience) {
  const connection = new EventStoreConnection(url, patience);
  const { reading, appending, identity } = connection;
  return {
    connection,
    reader: new EventStoreDbReader(url, reading, identity),
    appender: new EventStoreDbAppender(appending),
    systemReader: new EventStoreDbSystemReader(url, reading),
    systemAppender: new EventStoreDbSystemAppender(appending),
    close: () => connection.onApplicationShutdown(),
  };
}

export type Doors = ReturnType<typeof openDoors>;

export const urlOf = (port: number): string => `esdb://127.0.0.1:${port}?tls=false`;

export const assigned = (endUserId: string): Dated<DomainEvent> => ({
  effectiveAt: AT,
  event: { type: 'LicenseAssigned', endUserId: endUserId as EndUserId, assignedAt: AT },
});

/** An append of licence assignments behind an event, or to a new stream. */
export function appendOf(
  stream: string,
  users: readonly [string, ...string[]],
  after?: StoredEvent,
  recordedAt = AT,
): Append {
  const [first, ...rest] = users;
  return {
    stream,
    expected: after?.revision ?? 'no-stream',
    previousHash: after?.metadata.hash ?? null,
    events: [assigned(first), ...rest.map(assigned)],
    metadata: {
      commandId: null,
      requestHash: null,
      command: 'AssignLicense',
      correlationId: 'request-1',
      causationId: null,
      actor: 'intake:key-1',
      resellerId: 'reseller-7',
      recordedAt,
    },
    payload: { endUserId: first },
  };
}

export const usersOf = (events: readonly StoredEvent[]): string[] =>
  events.map(({ event }) => (event.type === 'LicenseAssigned' ? event.endUserId : event.type));

let streams = 0;
/** A stream that nobody has used. */
export const newStream = (): string => `subscription-${++streams}`;
