import { type EventContent, readMapEntry } from './event-frame.js';
import { handlerFault, invalidArgument, unsetOneofFault } from './grpc-status.js';
import { ProtobufReader } from './protobuf-reader.js';
import { readUuid, ZERO_UUID } from './uuid.js';

export type ExpectedRevision =
  | { readonly kind: 'any' }
  | { readonly kind: 'no-stream' }
  | { readonly kind: 'stream-exists' }
  | { readonly kind: 'revision'; readonly revision: bigint };

export const ANY: ExpectedRevision = { kind: 'any' };
export const NO_STREAM: ExpectedRevision = { kind: 'no-stream' };
export const STREAM_EXISTS: ExpectedRevision = { kind: 'stream-exists' };

/** Revisions are signed in the real server; this one, and all above it but the very last, make its handler throw. */
const REVISION_LIMIT = 1n << 63n;
/** 2^64 - 1 is -1 there, which is NoStream. */
const NO_STREAM_REVISION = (1n << 64n) - 1n;

/** What one of the oneof's members says. @throws GrpcFault when the revision is out of range. */
function expectedOf(revision: bigint): ExpectedRevision {
  if (revision === NO_STREAM_REVISION) return NO_STREAM;
  if (revision >= REVISION_LIMIT) throw handlerFault();
  return { kind: 'revision', revision };
}

export interface StreamOptions {
  readonly streamName: string;
  readonly expected: ExpectedRevision;
}

export function readStreamName(reader: ProtobufReader): string {
  let name = '';
  while (reader.next()) {
    if (reader.field === 3) name = reader.text();
    else reader.skip();
  }
  return name;
}

/** The names that the real server throws on. */
export const isNameless = (streamName: string): boolean => streamName === '' || streamName === '$$';

function readOptions(reader: ProtobufReader, oneof: string): StreamOptions {
  let streamName = '';
  let revision: bigint | undefined;
  let expected: ExpectedRevision | undefined;
  while (reader.next()) {
    if (reader.field === 1) streamName = readStreamName(reader.message());
    else if (reader.field === 2) revision = reader.uint64();
    else if (reader.field >= 3 && reader.field <= 5) {
      expected = reader.field === 3 ? NO_STREAM : reader.field === 4 ? ANY : STREAM_EXISTS;
      reader.skip();
    } else reader.skip();
  }
  if (revision !== undefined) expected = expectedOf(revision);
  if (expected === undefined) throw unsetOneofFault(oneof);
  if (isNameless(streamName)) throw handlerFault();
  return { streamName, expected };
}

export type AppendMessage =
  | { readonly kind: 'options'; readonly options: StreamOptions }
  | { readonly kind: 'event'; readonly event: EventContent };

/** @throws GrpcFault | MalformedMessageError */
export function decodeAppendMessage(bytes: Buffer): AppendMessage {
  const reader = new ProtobufReader(bytes);
  let message: AppendMessage | undefined;
  while (reader.next()) {
    if (reader.field === 1) {
      const options = readOptions(reader.message(), 'AppendReq+Types+Options+ExpectedStreamRevisionOneofCase');
      message = { kind: 'options', options };
    } else if (reader.field === 2) {
      message = { kind: 'event', event: checkedEvent(readProposed(reader.message())) };
    } else reader.skip();
  }
  if (message === undefined) throw handlerFault();
  return message;
}

/** Delete and Tombstone have the same request. @throws GrpcFault | MalformedMessageError */
export function decodeDeleteRequest(bytes: Buffer, method: 'Delete' | 'Tombstone'): StreamOptions {
  const reader = new ProtobufReader(bytes);
  let options: StreamOptions | undefined;
  while (reader.next()) {
    if (reader.field === 1)
      options = readOptions(reader.message(), `${method}Req+Types+Options+ExpectedStreamRevisionOneofCase`);
    else reader.skip();
  }
  if (options === undefined) throw handlerFault();
  return options;
}

export interface ProposedEvent {
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly contentType: string | undefined;
  readonly data: Buffer;
  readonly customMetadata: Buffer;
}

const NO_BYTES = Buffer.alloc(0);
const JSON_CONTENT = 'application/json';

export function readProposed(reader: ProtobufReader): ProposedEvent {
  const metadata = new Map<string, string>();
  let id: string | undefined;
  let data = NO_BYTES;
  let customMetadata = NO_BYTES;
  while (reader.next()) {
    if (reader.field === 1) id = readUuid(reader.message());
    else if (reader.field === 2) readMapEntry(reader.message(), metadata);
    else if (reader.field === 3) customMetadata = reader.slice() as typeof NO_BYTES;
    else if (reader.field === 4) data = reader.slice() as typeof NO_BYTES;
    else reader.skip();
  }
  return { id, type: metadata.get('type'), contentType: metadata.get('content-type'), data, customMetadata };
}

/** @throws GrpcFault in the words for a unary append. */
function checkedEvent(proposed: ProposedEvent): EventContent {
  const { id, type, contentType } = proposed;
  if (type === undefined) throw missingProperty('type');
  if (contentType === undefined) throw missingProperty('content-type');
  if (id === undefined || id === ZERO_UUID || type === '') throw handlerFault();
  return contentOf(proposed, id, type, contentType);
}

const contentOf = (proposed: ProposedEvent, id: string, type: string, contentType: string): EventContent => ({
  id,
  type,
  isJson: contentType === JSON_CONTENT,
  data: proposed.data,
  customMetadata: proposed.customMetadata,
});

const missingProperty = (name: string) =>
  invalidArgument(`Required Metadata Property '${name}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

/** A batch's message cannot be used: answered within the call, in the words of the real server's runtime. */
export class BadBatchError extends Error {}

/** @throws BadBatchError */
export function checkedBatchEvent(proposed: ProposedEvent): EventContent {
  const { id, type, contentType } = proposed;
  if (id === undefined) throw new BadBatchError("Value cannot be null. (Parameter 'dto')");
  if (type === undefined || contentType === undefined)
    throw new BadBatchError('The given key was not present in the dictionary.');
  if (id === ZERO_UUID) throw new BadBatchError("Empty eventId provided. (Parameter 'eventId')");
  if (type === '') throw new BadBatchError("Empty eventType provided. (Parameter 'eventType')");
  return contentOf(proposed, id, type, contentType);
}
