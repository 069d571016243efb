import { encodeEventFrame, ticksOf } from '../protocol/event-frame.js';
import type { ReadAllFrom } from '../protocol/read-requests.js';
import { FIRST_POSITION, type StoredEvent } from '../storage/event-storage.js';
import { MemoryStorage } from '../storage/memory-storage.js';
import type { EventPresenter } from '../streams/links.js';
import { AllSubscription } from './all-subscription.js';
import { LiveFeed } from './live-feed.js';

const ID = '0e8a5c1f-9d3b-4f6a-8c2e-ff00112233ee';

function storedEvents(count: number): StoredEvent[] {
  const events: StoredEvent[] = [];
  let position = FIRST_POSITION;
  for (let revision = 0; revision < count; revision++) {
    const content = { id: ID, type: 'Ordered', isJson: true, data: Buffer.from('{}'), customMetadata: Buffer.alloc(0) };
    const frame = encodeEventFrame(content, Buffer.from('orders'), revision, position, ticksOf(0));
    events.push({ streamId: 1, revision, position, frame });
    position += frame.length;
  }
  return events;
}

/** Positions of the events that a reader was given, in order. */
class Reader {
  readonly positions: number[] = [];
  readonly feed = new LiveFeed();

  constructor(storage: MemoryStorage, from: ReadAllFrom) {
    const presenter = {
      present: (frame: Buffer, position: number) => {
        this.positions.push(position);
        return frame;
      },
    } as unknown as EventPresenter;
    const output = { write: () => true, onDrained: () => undefined, fail: () => undefined };
    const presentation = { resolveLinks: false, structuredIds: false } as never;
    new AllSubscription(output, this.feed, storage, presenter, { from, filter: undefined, presentation }).start();
  }

  publish(events: readonly StoredEvent[]): void {
    this.feed.publish(
      events.map(({ revision, position, frame }) => ({ streamName: 'orders', revision, position, frame })),
    );
  }
}

/** On disk, and not told to the live feed yet. */
async function storageWith(events: readonly StoredEvent[]): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  await storage.commit({ newStreams: [{ streamId: 1, streamName: 'orders' }], events });
  return storage;
}

describe('a subscription to all that becomes live while a commit is told', () => {
  const events = storedEvents(4);
  const positions = events.map(({ position }) => position);

  it('brings what its history had no second time', async () => {
    const reader = new Reader(await storageWith(events.slice(0, 3)), { kind: 'start' });
    expect(reader.positions).toEqual(positions.slice(0, 3));
    reader.publish(events.slice(1));
    expect(reader.positions).toEqual(positions);
  });

  it('brings nothing that is not behind where the reader begins', async () => {
    const commit = BigInt(positions[2] ?? 0);
    const from = { kind: 'position', position: { commit, prepare: commit } } as const;
    const reader = new Reader(await storageWith(events.slice(0, 3)), from);
    reader.publish(events.slice(2));
    expect(reader.positions).toEqual(positions.slice(3));
  });
});
