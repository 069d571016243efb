import { TOMBSTONE_REVISION } from '../protocol/event-frame.js';

/** Positions, stream ids and revisions take six bytes in keys and values, big-endian so that they sort. */
export const NUMBER_BYTES = 6;
/** A tombstone's revision in six bytes: behind every other. */
const TOMBSTONE_KEY = 2 ** 48 - 1;
const UPPER_SHIFT = 2 ** 32;

/** What lmdb calls to write a key into its buffer and to read one; no Buffer is made for either. */
export interface KeyEncoder<Key> {
  writeKey(key: Key, target: Buffer, start: number): number;
  readKey(source: Buffer, start: number, end: number): Key;
}

export function writeNumber(value: number, target: Uint8Array, start: number): number {
  const upper = Math.floor(value / UPPER_SHIFT);
  const lower = value >>> 0;
  target[start] = upper >>> 8;
  target[start + 1] = upper & 255;
  target[start + 2] = lower >>> 24;
  target[start + 3] = (lower >>> 16) & 255;
  target[start + 4] = (lower >>> 8) & 255;
  target[start + 5] = lower & 255;
  return start + NUMBER_BYTES;
}

export function readNumber(source: Uint8Array, start: number): number {
  const byte = (n: number): number => source[start + n] ?? 0;
  const lower = ((byte(2) << 24) | (byte(3) << 16) | (byte(4) << 8) | byte(5)) >>> 0;
  return (byte(0) * 256 + byte(1)) * UPPER_SHIFT + lower;
}

/** Positions beyond what six bytes hold stand for the end. */
export const positionKeys: KeyEncoder<number> = {
  writeKey: (position, target, start) => writeNumber(Math.min(position, TOMBSTONE_KEY), target, start),
  readKey: (source, start) => readNumber(source, start),
};

/** An event's place in its stream. */
export type IndexKey = [streamId: number, revision: number];

export const indexKeys: KeyEncoder<IndexKey> = {
  writeKey: ([streamId, revision], target, start) =>
    writeNumber(Math.min(revision, TOMBSTONE_KEY), target, writeNumber(streamId, target, start)),
  readKey: (source, start) => {
    const revision = readNumber(source, start + NUMBER_BYTES);
    return [readNumber(source, start), revision === TOMBSTONE_KEY ? TOMBSTONE_REVISION : revision];
  },
};

/** The key that a stream's own keys come behind. */
export const keyBefore = (streamId: number): IndexKey => [streamId - 1, TOMBSTONE_REVISION];
