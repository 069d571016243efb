import path from 'node:path';
import { type Database, type DatabaseOptions, type Key, open, type RangeOptions, type RootDatabase } from 'lmdb';
import { type EventFrame, TOMBSTONE_REVISION } from '../protocol/event-frame.js';
import { causeOf, isDiskFull, isFull } from './disk-full.js';
import {
  type EventSelection,
  type EventStorage,
  type EventVisitor,
  FIRST_POSITION,
  StorageFullError,
  type StorageWrites,
} from './event-storage.js';
import { FrameBlocks } from './frame-blocks.js';
import {
  type IndexKey,
  indexKeys,
  type KeyEncoder,
  keyBefore,
  NUMBER_BYTES,
  positionKeys,
  readNumber,
  writeNumber,
} from './lmdb-keys.js';
import { decodeIndexEntry, EVENTS_FILE, encodeIndexEntry, type IndexEntry, nameHash, TABLES } from './lmdb-layout.js';
import { ReservedSpace } from './reserved-space.js';
import { checkTail } from './tail-check.js';

/** Address space only; the file grows with what is in it. lmdb enlarges it by itself when it is reached. */
export const MAP_BYTES = 64 * 2 ** 30;
/** Behind every stream's id. Backwards, lmdb must be told both ends: its own default is no key of ours. */
const STREAM_ID_MAX = 2 ** 40;

/** Events in lmdb, in the tables of lmdb-layout.ts. A commit is one synced transaction. */
export class LmdbStorage implements EventStorage {
  readonly file: string;
  private readonly environment: RootDatabase;
  private readonly space: ReservedSpace;
  private readonly log: Database<EventFrame | undefined, number>;
  private readonly blocks = new FrameBlocks();
  /** For the scan that is under way: which events are to be copied. */
  private selects: EventSelection | undefined;
  private readonly index: Database<Buffer, IndexKey>;
  private readonly streams: Database<Buffer, Buffer>;
  lastStreamId: number;
  nextPosition: number;

  /** @throws when the directory's files are no event node's, or damaged at their end. */
  constructor(dataDirectory: string) {
    checkTail(dataDirectory);
    this.file = path.join(dataDirectory, EVENTS_FILE);
    this.environment = open({
      path: this.file,
      noSubdir: true,
      maxDbs: TABLES.length + 1,
      mapSize: MAP_BYTES,
      // Acknowledged means synced: a commit's promise waits for its own sync.
      overlappingSync: false,
      commitDelay: 0,
      // Each commit is one batch of its own. Another around it would be answered by a promise that nobody holds: when a
      // commit fails, that one ends the process.
      eventTurnBatching: false,
      keyEncoding: 'binary',
      encoding: 'binary',
    });
    this.space = new ReservedSpace(this.file);
    this.log = this.openLog();
    this.index = this.openTable('index', indexKeys);
    this.streams = this.environment.openDB({ name: 'streams', keyEncoding: 'binary', encoding: 'binary' });
    this.lastStreamId = this.findLastStreamId();
    this.nextPosition = this.findNextPosition();
  }

  streamIdOf(streamName: string): number | undefined {
    const value = this.streams.get(nameHash(streamName));
    return value === undefined ? undefined : readNumber(value, 0);
  }

  lastRevisionOf(streamId: number): number {
    const keys = this.index.getKeys({
      start: [streamId, TOMBSTONE_REVISION],
      end: keyBefore(streamId),
      reverse: true,
      limit: 1,
    });
    for (const [, revision] of keys) return revision;
    return -1;
  }

  positionOf(streamId: number, revision: number): number | undefined {
    return this.indexEntry(streamId, revision)?.position;
  }

  positionsOf(streamId: number, from: number, to: number): number[] {
    const positions: number[] = [];
    const range = { start: [streamId, from] as IndexKey, end: [streamId, to + 1] as IndexKey };
    for (const { value } of this.index.getRange(range)) positions.push(readNumber(value, 0));
    return positions;
  }

  frameAt(position: number): EventFrame | undefined {
    const bytes = this.log.getBinaryFast(position);
    return bytes === undefined ? undefined : this.blocks.copy(bytes);
  }

  scanForwards(from: number, visit: EventVisitor, selects?: EventSelection): void {
    this.scan({ start: from }, selects, visit);
  }

  scanBackwards(before: number, visit: EventVisitor, selects?: EventSelection): void {
    const range = { start: before, end: 0, reverse: true };
    this.scan(range, selects, (position, frame) => position >= before || visit(position, frame));
  }

  async commit(writes: StorageWrites): Promise<void> {
    if (!this.space.take(writes)) await this.makeRoom(writes);
    try {
      await this.environment.batch(() => this.put(writes));
    } catch (error) {
      const cause = await causeOf(error);
      throw (await isDiskFull(cause, this.file)) ? new StorageFullError(cause) : cause;
    }
    // Readers must not go on with the snapshot that they had before.
    this.environment.resetReadTxn();
    this.lastStreamId = writes.newStreams.at(-1)?.streamId ?? this.lastStreamId;
    const last = writes.events.at(-1);
    if (last !== undefined) this.nextPosition = last.position + last.frame.length;
  }

  async close(): Promise<void> {
    await this.environment.close();
    this.space.close();
  }

  private async makeRoom(writes: StorageWrites): Promise<void> {
    try {
      await this.space.grow(writes);
    } catch (error) {
      throw isFull(error) ? new StorageFullError(error) : error;
    }
    this.space.take(writes);
  }

  private put(writes: StorageWrites): void {
    let answer: Promise<boolean> | undefined;
    // lmdb answers for these too, all with one promise, beside the batch's own: nobody waits for it, but it may reject.
    const quietly = (written: Promise<boolean>): void => {
      if (written !== answer) written.catch(() => {});
      answer = written;
    };
    for (const { streamId, streamName } of writes.newStreams) {
      const id = Buffer.allocUnsafe(NUMBER_BYTES);
      writeNumber(streamId, id, 0);
      quietly(this.streams.put(nameHash(streamName), id));
    }
    for (const { streamId, revision, position, frame } of writes.events) {
      quietly(this.log.put(position, frame));
      quietly(this.index.put([streamId, revision], encodeIndexEntry(position, frame)));
    }
  }

  private scan(range: RangeOptions, selects: EventSelection | undefined, visit: EventVisitor): void {
    this.selects = selects;
    try {
      for (const { key, value } of this.log.getRange(range)) if (!visit(key, value)) return;
    } finally {
      this.selects = undefined;
    }
  }

  private indexEntry(streamId: number, revision: number): IndexEntry | undefined {
    const value = this.index.get([streamId, revision]);
    return value === undefined ? undefined : decodeIndexEntry(value);
  }

  /** lmdb lends the bytes of each event in turn, and they are copied once; with its own encoding, each gets memory of its own. */
  private openLog(): Database<EventFrame | undefined, number> {
    const encoder = {
      encode: (frame: EventFrame) => frame,
      decode: (lent: Buffer) => (this.selects === undefined || this.selects(lent) ? this.blocks.copy(lent) : undefined),
    };
    const options: DatabaseOptions & { name: string; keyEncoder: unknown; encoder: unknown } = {
      name: 'log',
      keyEncoder: positionKeys,
      encoder,
    };
    return this.environment.openDB(options);
  }

  private openTable<K extends Key>(name: string, keyEncoder: KeyEncoder<K>): Database<Buffer, K> {
    const options: DatabaseOptions & { name: string; keyEncoder: unknown } = { name, keyEncoder, encoding: 'binary' };
    return this.environment.openDB(options);
  }

  private findLastStreamId(): number {
    for (const [streamId] of this.index.getKeys({
      start: keyBefore(STREAM_ID_MAX),
      end: keyBefore(1),
      reverse: true,
      limit: 1,
    }))
      return streamId;
    return 0;
  }

  private findNextPosition(): number {
    for (const { key, value } of this.log.getRange({ start: Number.MAX_SAFE_INTEGER, end: 0, reverse: true, limit: 1 }))
      return key + (value?.length ?? 0);
    return FIRST_POSITION;
  }
}
