import { setImmediate as turn } from 'node:timers/promises';
import { createBusinessCalendar } from '#calendar/business-calendar.js';
import { autodeskPolicy } from '#domain/policy/autodesk.policy.js';
import type { AuditReader } from '#event-store/audit-reader.js';
import type { EventReader } from '#event-store/event-reader.js';
import { EventStoreConnection } from '#event-store/eventstoredb/eventstore-connection.js';
import { EventStoreDbReader } from '#event-store/eventstoredb/eventstoredb-reader.js';
import { allProjections } from '#projections/all-projections.js';
import type { AnyProjection } from '#projections/projection.js';
import { Pace } from '#projections/rebuild/pace.js';
import { decodedPages, Replay } from '#projections/rebuild/replay.js';
import { createShadow, dropShadow, finishShadow } from '#projections/rebuild/shadow-schema.js';
import { ShadowStore } from '#projections/rebuild/shadow-store.js';
import { connectWorkshop } from '#projections/workshop/workshop.js';
import { migrateReadModels } from '#read-models/database/migrate.js';
import type { ProjectionName } from '#read-models/progress/checkpoint.rows.js';

export const calendar = createBusinessCalendar(autodeskPolicy);

export function projectionOf(name: ProjectionName): AnyProjection {
  const found = allProjections(calendar).find((one) => one.name === name);
  if (found === undefined) throw new Error(`No projection ${name}`);
  return found;
}

/** The history of a running store. */
export async function readerOf(connectionString: string) {
  const connection = new EventStoreConnection(connectionString);
  await connection.onModuleInit();
  const reader: EventReader & AuditReader = new EventStoreDbReader(
    connection.url,
    connection.reading,
    connection.identity,
  );
  return { reader, connection, close: () => connection.onApplicationShutdown() };
}

/** Rebuilds one projection beside an empty one, until its tables could be served: indexed, and durable. */
export async function rebuildOnce(
  databaseUrl: string,
  reader: EventReader,
  name: ProjectionName,
): Promise<{ readonly seconds: number; readonly events: number; readonly applied: number }> {
  await migrateReadModels(databaseUrl);
  const connections = await connectWorkshop(databaseUrl);
  const projections = [projectionOf(name)];
  const head = (await reader.head()) ?? 0n;
  const never = new AbortController().signal;
  try {
    await turn();
    const began = performance.now();
    await createShadow(connections.client, 'bench_shadow', projections);
    const store = await ShadowStore.open(connections, 'bench_shadow', 1n, projections);
    const pace = new Pace(null, () => 0, never);
    await new Replay(decodedPages(reader), store, pace, never, async () => undefined).upTo(head);
    await finishShadow(connections.client, 'bench_shadow', projections);
    const seconds = (performance.now() - began) / 1_000;
    const applied = store.progress[0]?.counts.applied ?? 0;
    await dropShadow(connections.client, 'bench_shadow');
    return { seconds, events: store.eventsRead, applied };
  } finally {
    await connections.end();
  }
}
