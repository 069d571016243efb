import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { EventStore } from '#event-node/event-store.js';
import { encodeEventFrame, ticksOf } from '#event-node/protocol/event-frame.js';
import { prepareDataDirectory } from '#event-node/storage/data-directory.js';
import type { StoredEvent } from '#event-node/storage/event-storage.js';
import { LmdbStorage } from '#event-node/storage/lmdb-storage.js';
import { keepInFlight } from './load.js';

export const EVENTS_PER_STREAM = 10;
/** One stream in ten has the prefix that filtered subscriptions ask for. */
export const FILTER_PREFIX = 'b0-';
const COMMIT_EVENTS = 20_000;
const SMALL_DATA_BYTES = 120;

export const streamNameOf = (n: number): string => `b${n % 10}-filled-${n}`;

const contentOf = (dataBytes: number) => ({
  id: randomUUID(),
  type: 'SubscriptionOrdered',
  isJson: true,
  data: Buffer.from(`"${'x'.repeat(dataBytes - 2)}"`),
  customMetadata: Buffer.from('{"correlationId":"0193a7c2"}'),
});

/** Puts so many events straight into a new store's files, ten a stream. */
export async function fillStore(dataDir: string, count: number, dataBytes = SMALL_DATA_BYTES): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  prepareDataDirectory(dataDir);
  const storage = new LmdbStorage(dataDir);
  const createdTicks = ticksOf(Date.now());
  const content = contentOf(dataBytes);
  let position = storage.nextPosition;
  for (let filled = 0; filled < count; filled += COMMIT_EVENTS) {
    const newStreams: { streamId: number; streamName: string }[] = [];
    const events: StoredEvent[] = [];
    for (let n = filled; n < Math.min(count, filled + COMMIT_EVENTS); n++) {
      const stream = Math.floor(n / EVENTS_PER_STREAM);
      const revision = n % EVENTS_PER_STREAM;
      const streamName = streamNameOf(stream);
      if (revision === 0) newStreams.push({ streamId: stream + 1, streamName });
      const name = Buffer.from(streamName);
      const frame = encodeEventFrame({ ...content, id: randomUUID() }, name, revision, position, createdTicks);
      events.push({ streamId: stream + 1, revision, position, frame });
      position += frame.length;
    }
    await storage.commit({ newStreams, events });
  }
  await storage.close();
}

/** Durable appends a second of the store itself, called in this process. */
export async function appendsInProcess(dataDir: string, inFlight: number, seconds: number): Promise<number> {
  mkdirSync(dataDir, { recursive: true });
  prepareDataDirectory(dataDir);
  const store = new EventStore(new LmdbStorage(dataDir), (error) => {
    throw error;
  });
  const { data, ...rest } = contentOf(700);
  const append = (): Promise<void> =>
    new Promise((resolve, reject) =>
      store.append({
        kind: 'append',
        streamName: `in-process-${randomUUID()}`,
        expected: { kind: 'no-stream' },
        events: [{ ...rest, data, id: randomUUID() }],
        settle: ({ kind }) => (kind === 'appended' ? resolve() : reject(new Error(kind))),
      }),
    );
  const { perSecond } = await keepInFlight(inFlight, seconds, append);
  await store.close();
  return perSecond;
}
