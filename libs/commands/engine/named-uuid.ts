import { hash } from 'node:crypto';

const NAMESPACE_BYTES = 16;
/** A namespace and a name that is nearly always shorter than this: both are hashed from one place, without a copy of either. */
const SCRATCH_BYTES = 1_024;
/** UTF-8 takes at most so many bytes for one unit of JavaScript's text. */
const BYTES_PER_UNIT_MAX = 3;

/**
 * A UUIDv5 (RFC 9562) of a name in a namespace. Ours and not the `uuid` package's, which a test holds it to: each command
 * needs one and each order two, and the package takes five times as long over them as SHA-1 does.
 */
export function namedUuids(namespace: Uint8Array): (name: string) => string {
  const scratch = Buffer.alloc(SCRATCH_BYTES);
  scratch.set(namespace);
  return (name) => uuidOf(hash('sha1', inNamespace(scratch, name), 'hex'));
}

function inNamespace(scratch: Buffer, name: string): Buffer {
  if (name.length * BYTES_PER_UNIT_MAX <= SCRATCH_BYTES - NAMESPACE_BYTES) {
    return scratch.subarray(0, NAMESPACE_BYTES + scratch.write(name, NAMESPACE_BYTES, 'utf8'));
  }
  return Buffer.concat([scratch.subarray(0, NAMESPACE_BYTES), Buffer.from(name, 'utf8')]);
}

/** The first 128 bits, with the version and the variant in their places. */
function uuidOf(sha1: string): string {
  const variant = ((Number.parseInt(sha1.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${sha1.slice(0, 8)}-${sha1.slice(8, 12)}-5${sha1.slice(13, 16)}-${variant}${sha1.slice(17, 20)}-${sha1.slice(20, 32)}`;
}
