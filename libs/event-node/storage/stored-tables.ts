import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { decodeEventFrame, type EventFrame } from '../protocol/event-frame.js';
import { isMarkedFilled } from './data-directory.js';
import { LmdbFile } from './lmdb-file.js';
import { indexKeys, NUMBER_BYTES, positionKeys, readNumber } from './lmdb-keys.js';
import { decodeIndexEntry, EVENTS_FILE, type IndexEntry, nameHash, TABLES } from './lmdb-layout.js';
import type { LmdbTree } from './lmdb-meta.js';

const FRAME_HEADER_BYTES = 5;
const INDEX_KEY_BYTES = 2 * NUMBER_BYTES;
/** Ids of streams kept at hand. */
const NAMES_MAX = 100_000;

/** The tables do not agree; says at which position or in which stream. Never tells what is stored. */
export class DamagedEventError extends Error {}

export interface LoggedEvent {
  readonly position: number;
  readonly frame: EventFrame;
}

/** The three tables of a data directory that no node has open, read page by page with nothing believed. */
export class StoredTables {
  private readonly tables: Readonly<Record<(typeof TABLES)[number], LmdbTree>>;
  private readonly ids = new Map<string, number>();

  private constructor(readonly file: LmdbFile) {
    const [log, index, streams] = TABLES.map((name) => file.table(name) ?? NO_TABLE);
    this.tables = { log: log ?? NO_TABLE, index: index ?? NO_TABLE, streams: streams ?? NO_TABLE };
  }

  /** @returns undefined when nothing was ever stored. @throws DamagedPageError, DamagedEventError */
  static open(dataDirectory: string): StoredTables | undefined {
    const file = path.join(dataDirectory, EVENTS_FILE);
    if (!existsSync(file) || statSync(file).size === 0) {
      if (isMarkedFilled(dataDirectory))
        throw new DamagedEventError(`${EVENTS_FILE} is gone or empty, and held events`);
      return undefined;
    }
    const opened = new LmdbFile(file);
    try {
      return new StoredTables(opened);
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  get eventCount(): number {
    return this.tables.log.entries;
  }

  get streamCount(): number {
    return this.tables.streams.entries;
  }

  get indexCount(): number {
    return this.tables.index.entries;
  }

  /** @throws DamagedPageError, DamagedEventError */
  *log(direction: 'forwards' | 'backwards'): Generator<LoggedEvent> {
    for (const { key, value } of this.file.entries(this.tables.log, direction)) {
      if (key.length !== NUMBER_BYTES) throw new DamagedEventError('an event in the log has no position');
      yield { position: positionKeys.readKey(key, 0, key.length), frame: value };
    }
  }

  /** Streams and revisions, ascending. @throws DamagedPageError, DamagedEventError */
  *index(): Generator<{ streamId: number; revision: number }> {
    for (const { key } of this.file.entries(this.tables.index)) {
      if (key.length !== INDEX_KEY_BYTES) throw new DamagedEventError('an entry of the index names no event');
      const [streamId, revision] = indexKeys.readKey(key, 0, key.length);
      yield { streamId, revision };
    }
  }

  /** What lmdb reads before it writes anything: the list of free pages. @throws DamagedPageError */
  readFreePages(): void {
    for (const _ of this.file.entries(this.file.meta.free));
  }

  /** Looks at every page that lmdb may look at. @throws DamagedPageError */
  readAll(): void {
    const { main, free } = this.file.meta;
    for (const tree of [main, free, ...Object.values(this.tables)]) for (const _ of this.file.entries(tree));
  }

  /** Holds an event against its stream's entry and its checksum. @throws DamagedPageError, DamagedEventError */
  check({ position, frame }: LoggedEvent): void {
    const reason = this.faultOf(position, frame);
    if (reason !== undefined)
      throw new DamagedEventError(`the stored event at position ${position} is damaged (${reason})`);
  }

  close(): void {
    this.file.close();
  }

  private faultOf(position: number, frame: EventFrame): string | undefined {
    if (frame.length < FRAME_HEADER_BYTES || frame.readUInt32BE(1) !== frame.length - FRAME_HEADER_BYTES)
      return 'its length is wrong';
    const event = decoded(frame);
    if (event === undefined) return 'it cannot be read';
    if (event.position !== position) return 'it says that it is somewhere else';
    const entry = this.entryOf(event.streamName, event.revision);
    if (entry?.position !== position) return 'its stream does not lead to it';
    return entry.checksum === crc32(frame) ? undefined : 'its checksum is wrong';
  }

  private entryOf(streamName: string, revision: number): IndexEntry | undefined {
    const streamId = this.streamIdOf(streamName);
    if (streamId === undefined) return undefined;
    const key = Buffer.alloc(INDEX_KEY_BYTES);
    indexKeys.writeKey([streamId, revision], key, 0);
    const value = this.file.get(this.tables.index, key);
    return value === undefined ? undefined : decodeIndexEntry(value);
  }

  private streamIdOf(streamName: string): number | undefined {
    const known = this.ids.get(streamName);
    if (known !== undefined) return known;
    const value = this.file.get(this.tables.streams, nameHash(streamName));
    if (value?.length !== NUMBER_BYTES) return undefined;
    if (this.ids.size >= NAMES_MAX) this.ids.clear();
    const id = readNumber(value, 0);
    this.ids.set(streamName, id);
    return id;
  }
}

const NO_TABLE: LmdbTree = { root: undefined, depth: 0, hasIntegerKeys: false, entries: 0 };

function decoded(frame: EventFrame): ReturnType<typeof decodeEventFrame> | undefined {
  try {
    return decodeEventFrame(frame);
  } catch {
    return undefined;
  }
}
