import type { AllStreamResolvedEvent, ResolvedEvent } from '@eventstore/db-client';
import { DecodeError } from '../codec/codec.js';
import { domainCodec } from '../codec/domain-codec.js';
import { decodeMetadata } from '../codec/metadata.shape.js';
import { isOfTheDomain, systemCodec } from '../codec/system-codec.js';
import type { AllItem } from '../event-reader.js';
import type { RecordedEvent } from '../recorded-event.js';
import type { StoredEvent } from '../stored-event.js';
import type { StoredSystemEvent } from '../system-streams.js';

export function recordedOf(resolved: ResolvedEvent | AllStreamResolvedEvent): RecordedEvent | undefined {
  const event = resolved.event;
  if (event === undefined) return undefined;
  return {
    stream: event.streamId,
    revision: Number(event.revision),
    position: event.position?.commit ?? resolved.commitPosition ?? 0n,
    id: event.id,
    type: event.type,
    data: event.data,
    metadata: event.metadata,
  };
}

/** @throws DecodeError */
export function storedOf(recorded: RecordedEvent): StoredEvent {
  const { stream, revision, position, id } = recorded;
  const event = domainCodec.decode(recorded.type, recorded.data);
  return { stream, revision, position, id, event, metadata: decodeMetadata(recorded.type, recorded.metadata) };
}

/** @throws DecodeError */
export function storedSystemEventOf(recorded: RecordedEvent): StoredSystemEvent {
  const { stream, revision, position, id } = recorded;
  return { stream, revision, position, id, event: systemCodec.decode(recorded.type, recorded.data) };
}

/** Neither the store's own streams nor ours beside the domain's are anybody's business who reads `$all`. */
const isOfInterest = (recorded: RecordedEvent, prefixes: readonly string[] | undefined): boolean =>
  isOfTheDomain(recorded) && (prefixes === undefined || prefixes.some((prefix) => recorded.stream.startsWith(prefix)));

export function allItemOf(recorded: RecordedEvent, prefixes?: readonly string[]): AllItem {
  const { stream, revision, position, id, type } = recorded;
  if (!isOfInterest(recorded, prefixes)) return { kind: 'checkpoint', position };
  try {
    return { kind: 'event', event: storedOf(recorded) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { kind: 'undecodable', stream, revision, position, id, type, error: error.message };
  }
}
