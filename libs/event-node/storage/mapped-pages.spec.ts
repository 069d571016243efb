import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { encodeEventFrame, ticksOf } from '../protocol/event-frame.js';
import { FIRST_POSITION, type StoredEvent } from './event-storage.js';
import { LmdbStorage } from './lmdb-storage.js';
import { MappedPages } from './mapped-pages.js';

const EVENTS = 64;
const DATA = Buffer.alloc(1_000_000, 'x');

function events(): StoredEvent[] {
  let position = FIRST_POSITION;
  return Array.from({ length: EVENTS }, (_, revision) => {
    const content = {
      id: '0e8a5c1f-9d3b-4f6a-8c2e-ff00112233ee',
      type: 'T',
      isJson: false,
      data: DATA,
      customMetadata: Buffer.alloc(0),
    };
    const frame = encodeEventFrame(content, Buffer.from('a'), revision, position, ticksOf(0));
    const event = { streamId: 1, revision, position, frame };
    position += frame.length;
    return event;
  });
}

/** Of the file that is mapped from this directory, in MiB. */
function mappedMiB(directory: string): number {
  const regions = readFileSync('/proc/self/smaps', 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  const kib = regions
    .filter((region) => region.includes(directory))
    .map((region) => Number(/^Rss:\s+(\d+)/m.exec(region)?.[1] ?? 0));
  return kib.reduce((sum, some) => sum + some, 0) / 1_024;
}

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('the pages of a store that was read', () => {
  it('are given back, and read again as they were', async () => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'mapped-pages-'));
    const storage = new LmdbStorage(directory);
    const written = events();
    await storage.commit({ newStreams: [{ streamId: 1, streamName: 'a' }], events: written });
    const pages = await MappedPages.limit(storage.file);
    const readAll = (): boolean => written.every(({ position, frame }) => storage.frameAt(position)?.equals(frame));
    expect(readAll()).toBe(true);
    const before = mappedMiB(directory);
    pages?.release();
    expect([before > EVENTS * 0.9, mappedMiB(directory) < 1]).toEqual([true, true]);
    expect(readAll()).toBe(true);
    pages?.stop();
    await storage.close();
    await rm(directory, { recursive: true });
  });
});
