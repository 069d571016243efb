import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { EventFrame } from '../protocol/event-frame.js';
import { NUMBER_BYTES, readNumber, writeNumber } from './lmdb-keys.js';

export const EVENTS_FILE = 'events.lmdb';
/** `log`: position → frame; `index`: stream id and revision → position and checksum; `streams`: hash of the name → id. */
export const TABLES = ['log', 'index', 'streams'] as const;

/** Names can be longer than a key may be; their hash cannot collide by chance. */
const NAME_HASH_BYTES = 16;
const CHECKSUM_BYTES = 4;

export const nameHash = (streamName: string): Buffer =>
  Buffer.from(hash('sha256', streamName, 'hex'), 'hex').subarray(0, NAME_HASH_BYTES);

/** How a stored event is found from its stream, with the checksum taken when it was written. */
export interface IndexEntry {
  readonly position: number;
  readonly checksum: number;
}

export function encodeIndexEntry(position: number, frame: EventFrame): Buffer {
  const value = Buffer.allocUnsafe(NUMBER_BYTES + CHECKSUM_BYTES);
  writeNumber(position, value, 0);
  value.writeUInt32BE(crc32(frame), NUMBER_BYTES);
  return value;
}

/** @returns undefined when it is none: damaged. */
export function decodeIndexEntry(value: Buffer): IndexEntry | undefined {
  if (value.length !== NUMBER_BYTES + CHECKSUM_BYTES) return undefined;
  return { position: readNumber(value, 0), checksum: value.readUInt32BE(NUMBER_BYTES) };
}
