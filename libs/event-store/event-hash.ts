import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

export { canonicalJson };

/** Everything of an event that its hash and its id cover. */
export interface Hashed {
  readonly stream: string;
  readonly revision: number;
  /** `hash` of the event before in this stream; null for the first. */
  readonly previousHash: string | null;
  /** The stored name with its version. */
  readonly type: string;
  /** RFC 8785 JSON. */
  readonly dataJson: string;
  /** RFC 8785 JSON of the metadata without `hash` and `previousHash`. */
  readonly metadataJson: string;
}

/** SHA-256 (hex) over the RFC 8785 JSON of {stream, revision, previousHash, type, data, metadata}: over the ciphertext. */
export function hashOf({ stream, revision, previousHash, type, dataJson, metadataJson }: Hashed): string {
  // The parts are canonical already, so their keys in order make the whole canonical without a second walk through it.
  const json =
    `{"data":${dataJson},"metadata":${metadataJson},"previousHash":${JSON.stringify(previousHash)},` +
    `"revision":${revision},"stream":${JSON.stringify(stream)},"type":${JSON.stringify(type)}}`;
  return hash('sha256', json, 'hex');
}

/** The first 128 bits of the hash as a UUID of version 8 (RFC 9562: bits of one's own), so it covers every byte too. */
export function eventIdOf(sha256: string): string {
  const variant = ((Number.parseInt(sha256.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    sha256.slice(0, 8),
    sha256.slice(8, 12),
    `8${sha256.slice(13, 16)}`,
    `${variant}${sha256.slice(17, 20)}`,
    sha256.slice(20, 32),
  ].join('-');
}
