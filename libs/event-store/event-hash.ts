import { hash } from 'node:crypto';
import { CanonicalWriter } from './canonical-writer.js';

/** Everything of an event that its hash and its id cover. */
export interface Hashed {
  readonly stream: string;
  readonly revision: number;
  /** `hash` of the event before in this stream; null for the first. */
  readonly previousHash: string | null;
  /** The stored name with its version. */
  readonly type: string;
  readonly data: unknown;
  /** Without `hash` and `previousHash`. */
  readonly metadata: unknown;
}

/** An event's hash, and the RFC 8785 JSON of its parts as it was hashed. */
export interface HashedBytes {
  readonly hash: string;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

const writer = new CanonicalWriter();

/**
 * SHA-256 (hex) over the RFC 8785 JSON of {stream, revision, previousHash, type, data, metadata}: over the ciphertext.
 * @throws Error for what JSON can't say.
 */
export function hashOf(event: Hashed): string {
  write(event);
  return hash('sha256', writer.written(), 'hex');
}

/** The same hash, and the bytes to be stored. @throws Error for what JSON can't say. */
export function hashedBytesOf(event: Hashed): HashedBytes {
  const { data, metadata } = write(event);
  return {
    hash: hash('sha256', writer.written(), 'hex'),
    data: Buffer.from(writer.written(data.from, data.to)),
    metadata: Buffer.from(writer.written(metadata.from, metadata.to)),
  };
}

interface Place {
  readonly from: number;
  readonly to: number;
}

/** The names are in order. @returns where the parts are. */
function write({ stream, revision, previousHash, type, data, metadata }: Hashed) {
  writer.begin();
  const places = { data: member('{"data":', data), metadata: member(',"metadata":', metadata) };
  member(',"previousHash":', previousHash);
  member(',"revision":', revision);
  member(',"stream":', stream);
  member(',"type":', type);
  writer.json('}');
  return places;
}

function member(name: string, value: unknown): Place {
  writer.json(name);
  const from = writer.length;
  writer.value(value);
  return { from, to: writer.length };
}

/** The first 128 bits of the hash as a UUID of version 8 (RFC 9562: bits of one's own), so it covers every byte too. */
export function eventIdOf(sha256: string): string {
  const variant = ((Number.parseInt(sha256.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${sha256.slice(0, 8)}-${sha256.slice(8, 12)}-8${sha256.slice(13, 16)}-${variant}${sha256.slice(17, 20)}-${sha256.slice(20, 32)}`;
}
