import { domainCodec } from '../codec/domain-codec.js';
import { systemCodec } from '../codec/system-codec.js';
import type { Append } from '../event-appender.js';
import { canonicalJson, eventIdOf, hashOf } from '../event-hash.js';
import type { StoredEvent } from '../stored-event.js';
import type { SystemEvent } from '../system-events.js';
import type { WireAppend, WireEvent } from './batch-append-request.js';

/** What goes over the wire, and the same as the history will hold it once its position is known. */
export interface SealedAppend {
  readonly wire: WireAppend;
  readonly events: readonly Omit<StoredEvent, 'position'>[];
}

/** The metadata with what was left out of its hash: their names' order is nobody's business, for whoever checks sorts them. */
const withLinks = (metadataJson: string, hash: string, previousHash: string | null): Buffer =>
  Buffer.from(`${metadataJson.slice(0, -1)},"hash":"${hash}","previousHash":${JSON.stringify(previousHash)}}`);

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
    const payload = index === 0 && append.payload !== undefined ? { payload: append.payload } : {};
    const unhashed = { ...append.metadata, ...payload, effectiveAt: dated.effectiveAt };
    const { type, data } = domainCodec.encode(dated.event);
    const dataJson = canonicalJson(data);
    const metadataJson = canonicalJson(unhashed);
    const hash: string = hashOf({ stream: append.stream, revision, previousHash, type, dataJson, metadataJson });
    const metadata = { ...unhashed, hash, previousHash };
    const id = eventIdOf(hash);
    wireEvents.push({ id, type, data: Buffer.from(dataJson), metadata: withLinks(metadataJson, hash, previousHash) });
    events.push({ stream: append.stream, revision, id, event: dated.event, metadata });
    previousHash = hash;
  }
  return { wire: { stream: append.stream, expected: append.expected, events: wireEvents }, events };
}

/** An event beside the domain's: its id covers every byte too, but there is no chain and no metadata. */
export function sealSystemEvent(stream: string, expected: number | 'no-stream', event: SystemEvent): WireAppend {
  const { type, data } = systemCodec.encode(event);
  const revision = expected === 'no-stream' ? 0 : expected + 1;
  const dataJson = canonicalJson(data);
  const id = eventIdOf(hashOf({ stream, revision, previousHash: null, type, dataJson, metadataJson: '{}' }));
  return { stream, expected, events: [{ id, type, data: Buffer.from(dataJson), metadata: Buffer.from('{}') }] };
}
