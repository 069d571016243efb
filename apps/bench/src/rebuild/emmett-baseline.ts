import {
  getPostgreSQLEventStore,
  pongoSingleStreamProjection,
  rebuildPostgreSQLProjections,
} from '@event-driven-io/emmett-postgresql';
import { contentOf, placeOf, subscriptionIdOf, wholeStories } from './domain-history.js';

interface Happened {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

interface Document {
  readonly [field: string]: unknown;
}

/** Every field that an event has: less than our projection does. */
const evolve = (document: Document | null, { type, data }: Happened): Document => ({
  ...document,
  ...data,
  last: type,
});

/** The same events in emmett's own store. */
export async function fillEmmett(connectionString: string, events: number): Promise<void> {
  const store = getPostgreSQLEventStore(connectionString);
  const byStream = new Map<string, Happened[]>();
  for (const n of wholeStories(events)) {
    const stream = `subscription-${subscriptionIdOf(placeOf(n).subscription)}`;
    const { type, data } = contentOf(n);
    const happened = byStream.get(stream) ?? [];
    happened.push({ type, data: data as Record<string, unknown> });
    byStream.set(stream, happened);
  }
  try {
    for (const [stream, happened] of byStream) await store.appendToStream(stream, happened);
  } finally {
    await store.close();
  }
}

/** Types that are among them. */
export const typesOf = (events: number): readonly string[] => [
  ...new Set(wholeStories(events).map((n) => contentOf(n).type)),
];

/** @returns seconds. @param run names what is made, so that each begins with nothing. */
export async function rebuildWithEmmett(
  connectionString: string,
  types: readonly string[],
  run: number,
): Promise<number> {
  const projection = pongoSingleStreamProjection<Document, Happened>({
    collectionName: `subscription_${run}`,
    canHandle: [...types],
    evolve,
  });
  const consumer = rebuildPostgreSQLProjections({ connectionString, projection });
  const began = performance.now();
  try {
    await consumer.start();
    return (performance.now() - began) / 1_000;
  } finally {
    await consumer.close();
  }
}
