import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { encodeEventFrame, streamNameOf, TOMBSTONE_REVISION, ticksOf } from '../protocol/event-frame.js';
import { type EventStorage, FIRST_POSITION, type StoredEvent } from './event-storage.js';
import { LmdbStorage } from './lmdb-storage.js';
import { MemoryStorage } from './memory-storage.js';

/** Longer than what stands for the beginning in lmdb. */
const STREAMS_MAX = 12;

describe('storage on disk that is opened again', () => {
  it.each(Array.from({ length: STREAMS_MAX }, (_, n) => n + 1))(
    'knows its last stream and position, of %d',
    async (count) => {
      const directory = await mkdtemp(path.join(os.tmpdir(), 'event-storage-'));
      const storage = new LmdbStorage(directory);
      let position = FIRST_POSITION;
      for (let streamId = 1; streamId <= count; streamId++) {
        const stored = event(streamId, `s${streamId}`, 0, position);
        await storage.commit({ newStreams: [{ streamId, streamName: `s${streamId}` }], events: [stored] });
        position += stored.frame.length;
      }
      await storage.close();
      const again = new LmdbStorage(directory);
      expect([again.lastStreamId, again.nextPosition]).toEqual([count, position]);
      const found: number[] = [];
      again.scanBackwards(position, (at) => found.push(at) > 0);
      expect(found).toHaveLength(count);
      await again.close();
      await rm(directory, { recursive: true });
    },
  );
});

const event = (streamId: number, streamName: string, revision: number, position: number): StoredEvent => ({
  streamId,
  revision,
  position,
  frame: encodeEventFrame(
    {
      id: '0e8a5c1f-9d3b-4f6a-8c2e-ff00112233ee',
      type: 'T',
      isJson: true,
      data: Buffer.alloc(revision % 50),
      customMetadata: Buffer.alloc(0),
    },
    Buffer.from(streamName),
    revision,
    position,
    ticksOf(0),
  ),
});

describe.each(['memory', 'lmdb'])('storage in %s', (kind) => {
  let directory: string;
  let storage: EventStorage;
  const positions: number[] = [];
  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'event-storage-'));
    storage = kind === 'memory' ? new MemoryStorage() : new LmdbStorage(directory);
    await fill();
  });
  afterAll(async () => {
    await storage.close();
    await rm(directory, { recursive: true });
  });

  const fill = async () => {
    expect(storage.nextPosition).toBe(FIRST_POSITION);
    const events: StoredEvent[] = [];
    let position = FIRST_POSITION;
    const add = (streamId: number, name: string, revision: number) => {
      const stored = event(streamId, name, revision, position);
      positions.push(position);
      position += stored.frame.length;
      events.push(stored);
    };
    for (let revision = 0; revision < 300; revision++) add(1, 'a', revision);
    add(2, 'b', 0);
    add(2, 'b', TOMBSTONE_REVISION);
    const newStreams = [
      { streamId: 1, streamName: 'a' },
      { streamId: 2, streamName: 'b' },
    ];
    await storage.commit({ newStreams, events });
    expect(storage.nextPosition).toBe(position);
    expect(storage.lastStreamId).toBe(2);
  };

  it('finds streams and their last revisions', () => {
    expect([storage.streamIdOf('a'), storage.streamIdOf('b'), storage.streamIdOf('c')]).toEqual([1, 2, undefined]);
    expect(storage.lastRevisionOf(1)).toBe(299);
    expect(storage.lastRevisionOf(2)).toBe(TOMBSTONE_REVISION);
    expect(storage.lastRevisionOf(3)).toBe(-1);
  });

  it('finds events by revision', () => {
    expect(storage.positionOf(1, 255)).toBe(positions[255]);
    expect(storage.positionOf(1, 300)).toBeUndefined();
    expect(storage.positionsOf(1, 254, 257)).toEqual(positions.slice(254, 258));
    expect(storage.positionsOf(1, 298, 500)).toEqual(positions.slice(298, 300));
    expect(storage.positionOf(2, TOMBSTONE_REVISION)).toBe(positions[301]);
  });

  it('gives an event only at its own position', () => {
    const [first = 0] = positions;
    expect(storage.frameAt(first)).toEqual(event(1, 'a', 0, first).frame);
    expect(storage.frameAt(first + 1)).toBeUndefined();
  });

  it('scans in both directions from any position until told to stop', () => {
    const scanned = (scan: (visit: (position: number) => boolean) => void) => {
      const found: number[] = [];
      scan((position) => found.push(position) < 3);
      return found;
    };
    const at = positions[100] ?? 0;
    expect(scanned((visit) => storage.scanForwards(at, visit))).toEqual(positions.slice(100, 103));
    expect(scanned((visit) => storage.scanForwards(at + 1, visit))).toEqual(positions.slice(101, 104));
    expect(scanned((visit) => storage.scanBackwards(at, visit))).toEqual(positions.slice(97, 100).reverse());
    expect(scanned((visit) => storage.scanBackwards(storage.nextPosition, visit))).toEqual(
      positions.slice(-3).reverse(),
    );
    expect(scanned((visit) => storage.scanForwards(storage.nextPosition, visit))).toEqual([]);
    expect(scanned((visit) => storage.scanBackwards(0, visit))).toEqual([]);
  });

  it('gives only the frames that were selected, and says which others there are', () => {
    const ofB = (bytes: Buffer) => streamNameOf(bytes) === 'b';
    const found: unknown[] = [];
    storage.scanForwards(positions[299] ?? 0, (position, frame) => found.push([position, frame]) > 0, ofB);
    expect(found).toEqual([
      [positions[299], undefined],
      [positions[300], event(2, 'b', 0, positions[300] ?? 0).frame],
      [positions[301], event(2, 'b', TOMBSTONE_REVISION, positions[301] ?? 0).frame],
    ]);
    const backwards: unknown[] = [];
    storage.scanBackwards(storage.nextPosition, (position, frame) => backwards.push([position, frame]) < 3, ofB);
    expect(backwards).toEqual(found.reverse());
  });
});
