import type { Instant } from '#kernel/instant.js';
import { domainCodec } from '../codec/domain-codec.js';
import { systemCodec } from '../codec/system-codec.js';
import type { Append } from '../event-appender.js';
import { eventIdOf, type HashedBytes, hashedBytesOf } from '../event-hash.js';
import type { StoredEvent } from '../stored-event.js';
import type { SystemEvent } from '../system-events.js';
import type { WireAppend, WireEvent } from './batch-append-request.js';

/** What goes over the wire, and the same as the history will hold it once its position is known. */
export interface SealedAppend {
  readonly wire: WireAppend;
  readonly events: readonly Omit<StoredEvent, 'position'>[];
}

const CLOSING_BRACKET_BYTES = 1;

/** The metadata with what was left out of its hash: their names' order is nobody's business, for whoever checks sorts them. */
function withLinks(metadata: Buffer, hash: string, previousHash: string | null): Buffer {
  const links = `,"hash":"${hash}","previousHash":${previousHash === null ? 'null' : `"${previousHash}"`}}`;
  const begun = metadata.length - CLOSING_BRACKET_BYTES;
  const whole = Buffer.allocUnsafe(begun + links.length);
  metadata.copy(whole, 0, 0, begun);
  whole.write(links, begun, 'latin1');
  return whole;
}

/** Hashes, ids and bytes of an append, made once. @throws EncodeError where an event is not as it must be stored. */
export function sealAppend(append: Append): SealedAppend {
  if ((append.expected === 'no-stream') !== (append.previousHash === null)) {
    throw new Error(`Append to ${append.stream}: the hash before and the expected revision do not belong together`);
  }
  const first = append.expected === 'no-stream' ? 0 : append.expected + 1;
  const wireEvents: WireEvent[] = [];
  const events: Omit<StoredEvent, 'position'>[] = [];
  let previousHash = append.previousHash;
  for (const [index, dated] of append.events.entries()) {
    const revision = first + index;
    const unhashed = unhashedMetadata(append, index, dated.effectiveAt);
    const { type, data } = domainCodec.encode(dated.event);
    const hashed = { stream: append.stream, revision, previousHash, type, data, metadata: unhashed };
    const bytes: HashedBytes = hashedBytesOf(hashed);
    const { hash } = bytes;
    const metadata = { hash, previousHash, ...unhashed };
    const id = eventIdOf(hash);
    wireEvents.push({ id, type, data: bytes.data, metadata: withLinks(bytes.metadata, hash, previousHash) });
    events.push({ stream: append.stream, revision, id, event: dated.event, metadata });
    previousHash = hash;
  }
  return { wire: { stream: append.stream, expected: append.expected, events: wireEvents }, events };
}

/** The payload is the first event's, for the whole command. */
function unhashedMetadata({ metadata, payload }: Append, index: number, effectiveAt: Instant) {
  if (index > 0 || payload === undefined) return { effectiveAt, ...metadata };
  return { payload, effectiveAt, ...metadata };
}

/** An event beside the domain's: its id covers every byte too, but there is no chain and no metadata. */
export function sealSystemEvent(stream: string, expected: number | 'no-stream', event: SystemEvent): WireAppend {
  const { type, data } = systemCodec.encode(event);
  const revision = expected === 'no-stream' ? 0 : expected + 1;
  const { hash, ...bytes } = hashedBytesOf({ stream, revision, previousHash: null, type, data, metadata: {} });
  return { stream, expected, events: [{ id: eventIdOf(hash), type, ...bytes }] };
}
