import { createHash } from 'node:crypto';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { type Database, open, type RootDatabase } from 'lmdb';
import { type EventFrame, TOMBSTONE_REVISION } from '../protocol/event-frame.js';
import {
  type EventStorage,
  type EventVisitor,
  FIRST_POSITION,
  StorageFullError,
  type StorageWrites,
} from './event-storage.js';
import { checkTail, type IndexEntry } from './tail-check.js';

/** Address space only; the file grows with what is in it. lmdb enlarges it by itself when it is reached. */
const MAP_BYTES = 64 * 2 ** 30;
/** Positions, stream ids and revisions are stored in six bytes, big-endian so that they sort. */
const NUMBER_BYTES = 6;
const TOMBSTONE_KEY = 2 ** 48 - 1;
/** Names can be longer than a key may be; their hash cannot collide by chance. */
const NAME_HASH_BYTES = 16;
const CHECKSUM_BYTES = 4;

/** Codes of lmdb and the system that mean: nothing was written, and it may work again later. */
const FULL_CODES: ReadonlySet<unknown> = new Set([-30792, 28, 27, 122, 'ENOSPC', 'EFBIG', 'EDQUOT']);

type Table = Database<Buffer, Buffer>;

const nameHash = (streamName: string): Buffer =>
  createHash('sha256').update(streamName, 'utf8').digest().subarray(0, NAME_HASH_BYTES);

/**
 * Events in lmdb: `log` has each event's frame by position, `index` its position and checksum by stream and revision,
 * `streams` the stream's id by its name's hash. A commit is one synced transaction.
 */
export class LmdbStorage implements EventStorage {
  private readonly environment: RootDatabase;
  private readonly log: Table;
  private readonly index: Table;
  private readonly streams: Table;
  lastStreamId: number;
  nextPosition: number;

  /** @throws when the directory's files are no event node's, or damaged at their end. */
  constructor(dataDirectory: string) {
    this.environment = open({
      path: path.join(dataDirectory, 'events.lmdb'),
      noSubdir: true,
      maxDbs: 4,
      mapSize: MAP_BYTES,
      // Acknowledged means synced: a commit's promise waits for its own sync.
      overlappingSync: false,
      commitDelay: 0,
      keyEncoding: 'binary',
      encoding: 'binary',
    });
    this.log = this.table('log');
    this.index = this.table('index');
    this.streams = this.table('streams');
    this.lastStreamId = this.findLastStreamId();
    this.nextPosition = this.findNextPosition();
    checkTail(this, (streamId, revision) => this.indexEntry(streamId, revision));
  }

  streamIdOf(streamName: string): number | undefined {
    const value = this.streams.get(nameHash(streamName));
    return value?.readUIntBE(0, NUMBER_BYTES);
  }

  lastRevisionOf(streamId: number): number {
    const keys = this.index.getKeys({
      start: indexKey(streamId, TOMBSTONE_REVISION),
      end: indexKey(streamId, -1),
      reverse: true,
      limit: 1,
    });
    for (const key of keys) return revisionOfKey(key);
    return -1;
  }

  positionOf(streamId: number, revision: number): number | undefined {
    return this.index.get(indexKey(streamId, revision))?.readUIntBE(0, NUMBER_BYTES);
  }

  positionsOf(streamId: number, from: number, to: number): number[] {
    const positions: number[] = [];
    const range = { start: indexKey(streamId, from), end: indexKey(streamId, to + 1) };
    for (const { value } of this.index.getRange(range)) positions.push(value.readUIntBE(0, NUMBER_BYTES));
    return positions;
  }

  frameAt(position: number): EventFrame | undefined {
    return this.log.get(logKey(position));
  }

  scanForwards(from: number, visit: EventVisitor): void {
    for (const { key, value } of this.log.getRange({ start: logKey(from) }))
      if (!visit(key.readUIntBE(0, NUMBER_BYTES), value)) return;
  }

  scanBackwards(before: number, visit: EventVisitor): void {
    for (const { key, value } of this.log.getRange({ start: logKey(before), reverse: true })) {
      const position = key.readUIntBE(0, NUMBER_BYTES);
      if (position < before && !visit(position, value)) return;
    }
  }

  async commit(writes: StorageWrites): Promise<void> {
    try {
      await this.environment.batch(() => this.put(writes));
    } catch (error) {
      throw isFull(error) ? new StorageFullError(error) : error;
    }
    // Readers must not go on with the snapshot that they had before.
    this.environment.resetReadTxn();
    this.lastStreamId = writes.newStreams.at(-1)?.streamId ?? this.lastStreamId;
    const last = writes.events.at(-1);
    if (last !== undefined) this.nextPosition = last.position + last.frame.length;
  }

  async close(): Promise<void> {
    await this.environment.close();
  }

  private put(writes: StorageWrites): void {
    for (const { streamId, streamName } of writes.newStreams) {
      const id = Buffer.allocUnsafe(NUMBER_BYTES);
      id.writeUIntBE(streamId, 0, NUMBER_BYTES);
      this.streams.put(nameHash(streamName), id);
    }
    for (const { streamId, revision, position, frame } of writes.events) {
      this.log.put(logKey(position), frame);
      this.index.put(indexKey(streamId, revision), indexValue(position, frame));
    }
  }

  private indexEntry(streamId: number, revision: number): IndexEntry | undefined {
    const value = this.index.get(indexKey(streamId, revision));
    if (value === undefined) return undefined;
    return { position: value.readUIntBE(0, NUMBER_BYTES), checksum: value.readUInt32BE(NUMBER_BYTES) };
  }

  private table(name: string): Table {
    return this.environment.openDB<Buffer, Buffer>({ name, keyEncoding: 'binary', encoding: 'binary' });
  }

  private findLastStreamId(): number {
    for (const key of this.index.getKeys({ reverse: true, limit: 1 })) return key.readUIntBE(0, NUMBER_BYTES);
    return 0;
  }

  private findNextPosition(): number {
    for (const { key, value } of this.log.getRange({ reverse: true, limit: 1 }))
      return key.readUIntBE(0, NUMBER_BYTES) + value.length;
    return FIRST_POSITION;
  }
}

function logKey(position: number): Buffer {
  const key = Buffer.allocUnsafe(NUMBER_BYTES);
  key.writeUIntBE(Math.min(position, TOMBSTONE_KEY), 0, NUMBER_BYTES);
  return key;
}

/** Revision -1 gives the key before the stream's first. */
function indexKey(streamId: number, revision: number): Buffer {
  const key = Buffer.allocUnsafe(2 * NUMBER_BYTES);
  key.writeUIntBE(revision < 0 ? streamId - 1 : streamId, 0, NUMBER_BYTES);
  key.writeUIntBE(revision < 0 ? TOMBSTONE_KEY : Math.min(revision, TOMBSTONE_KEY), NUMBER_BYTES, NUMBER_BYTES);
  return key;
}

function revisionOfKey(key: Buffer): number {
  const revision = key.readUIntBE(NUMBER_BYTES, NUMBER_BYTES);
  return revision === TOMBSTONE_KEY ? TOMBSTONE_REVISION : revision;
}

function indexValue(position: number, frame: EventFrame): Buffer {
  const value = Buffer.allocUnsafe(NUMBER_BYTES + CHECKSUM_BYTES);
  value.writeUIntBE(position, 0, NUMBER_BYTES);
  value.writeUInt32BE(crc32(frame), NUMBER_BYTES);
  return value;
}

function isFull(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  const cause = (error as { commitError?: unknown } | null)?.commitError;
  return FULL_CODES.has(code) || (cause !== undefined && isFull(cause));
}
