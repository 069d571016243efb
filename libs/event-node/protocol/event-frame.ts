import { ProtobufReader } from './protobuf-reader.js';
import { ProtobufWriter, varintSize, writeBigVarint, writeVarint } from './protobuf-writer.js';
import { writeStructuredUuid } from './uuid.js';

/**
 * An event is stored as the gRPC frame that carries it to readers, so that reading is copying:
 * frame header, ReadResp { event: ReadEvent { event: RecordedEvent, commit_position } }, its id as text.
 */
export type EventFrame = Buffer;

export interface EventContent {
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly customMetadata: Uint8Array;
}

/** The number a tombstone has in its stream: 2^63 - 1. Inside the node it is `TOMBSTONE_REVISION`. */
export const TOMBSTONE_REVISION_ON_THE_WIRE = 9_223_372_036_854_775_807n;
export const TOMBSTONE_REVISION = Number.MAX_SAFE_INTEGER;

const JSON_TYPE = Buffer.from('application/json');
const OCTETS_TYPE = Buffer.from('application/octet-stream');
const entry = (key: string, value: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from([0x32, 2 + key.length + 2 + value.length, 0x0a, key.length]),
    Buffer.from(key),
    Buffer.from([0x12, value.length]),
    value,
  ]);
const JSON_ENTRY = entry('content-type', JSON_TYPE);
const OCTETS_ENTRY = entry('content-type', OCTETS_TYPE);
const CREATED_PREFIX = Buffer.from('created');
const TYPE_KEY = Buffer.from('type');
/** Ticks are 17 digits until the year 2286 and 18 after it. */
const TICKS_PER_MS = 10_000n;
const ID_FIELD_BYTES = 40;
const FRAME_HEADER_BYTES = 5;

/** 100 ns ticks since the Unix epoch, as decimal text. */
export const ticksOf = (unixMs: number): string => (BigInt(unixMs) * TICKS_PER_MS).toString();

const lengthDelimitedSize = (length: number): number => 1 + varintSize(length) + length;

export function encodeEventFrame(
  event: EventContent,
  streamName: Buffer,
  revision: number,
  position: number,
  createdTicks: string,
): EventFrame {
  const isTombstone = revision === TOMBSTONE_REVISION;
  const typeLength = Buffer.byteLength(event.type);
  const revisionSize = isTombstone ? 9 : varintSize(revision);
  const positionSize = varintSize(position);
  const contentType = event.isJson ? JSON_ENTRY : OCTETS_ENTRY;
  const typeEntry = lengthDelimitedSize(TYPE_KEY.length) + lengthDelimitedSize(typeLength);
  const createdEntry = lengthDelimitedSize(CREATED_PREFIX.length) + lengthDelimitedSize(createdTicks.length);
  const nameMessage = lengthDelimitedSize(streamName.length);
  const recorded =
    ID_FIELD_BYTES +
    lengthDelimitedSize(nameMessage) +
    (1 + revisionSize) +
    2 * (1 + positionSize) +
    lengthDelimitedSize(typeEntry) +
    contentType.length +
    lengthDelimitedSize(createdEntry) +
    (event.customMetadata.length ? lengthDelimitedSize(event.customMetadata.length) : 0) +
    (event.data.length ? lengthDelimitedSize(event.data.length) : 0);
  const readEvent = lengthDelimitedSize(recorded) + 1 + positionSize;
  const message = lengthDelimitedSize(readEvent);
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + message);
  frame[0] = 0;
  frame.writeUInt32BE(message, 1);
  let at = FRAME_HEADER_BYTES;
  const open = (tag: number, length: number): void => {
    frame[at++] = tag;
    at = writeVarint(frame, at, length);
  };
  const put = (tag: number, bytes: Uint8Array): void => {
    open(tag, bytes.length);
    frame.set(bytes, at);
    at += bytes.length;
  };
  const putText = (tag: number, text: string, length: number): void => {
    open(tag, length);
    at += frame.write(text, at, 'utf8');
  };
  const putNumber = (tag: number, value: number): void => {
    frame[at++] = tag;
    at = writeVarint(frame, at, value);
  };
  open(0x0a, readEvent);
  open(0x0a, recorded);
  open(0x0a, 38);
  open(0x12, 36);
  at += frame.write(event.id, at, 'latin1');
  open(0x12, nameMessage);
  put(0x1a, streamName);
  frame[at++] = 0x18;
  at = isTombstone ? writeBigVarint(frame, at, TOMBSTONE_REVISION_ON_THE_WIRE) : writeVarint(frame, at, revision);
  putNumber(0x20, position);
  putNumber(0x28, position);
  open(0x32, typeEntry);
  put(0x0a, TYPE_KEY);
  putText(0x12, event.type, typeLength);
  frame.set(contentType, at);
  at += contentType.length;
  open(0x32, createdEntry);
  put(0x0a, CREATED_PREFIX);
  putText(0x12, createdTicks, createdTicks.length);
  if (event.customMetadata.length) put(0x3a, event.customMetadata);
  if (event.data.length) put(0x42, event.data);
  putNumber(0x18, position);
  return frame;
}

/** Bounds of the RecordedEvent within its frame. */
function recordedBounds(frame: EventFrame): Bounds {
  let at = FRAME_HEADER_BYTES + 1;
  while ((frame[at++] ?? 0) >= 128);
  at++;
  let length = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = frame[at++] ?? 0;
    length += (byte & 127) * scale;
    if (byte < 128) return { start: at, end: at + length };
  }
}

const varintAt = (frame: Buffer, at: number): { value: number; next: number } => {
  let next = at;
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = frame[next++] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next };
  }
};

export function eventIdOf(frame: EventFrame): string {
  const { start } = recordedBounds(frame);
  return frame.toString('latin1', start + 4, start + ID_FIELD_BYTES);
}

/** Where in a frame something is. */
export interface Bounds {
  readonly start: number;
  readonly end: number;
}

export function streamNameBounds(frame: EventFrame): Bounds {
  const { start } = recordedBounds(frame);
  const outer = varintAt(frame, start + ID_FIELD_BYTES + 1);
  const inner = varintAt(frame, outer.next + 1);
  return { start: inner.next, end: inner.next + inner.value };
}

/** Found behind name, revision and both positions, whose order is ours. */
export function eventTypeBounds(frame: EventFrame): Bounds {
  const { start } = recordedBounds(frame);
  const outer = varintAt(frame, start + ID_FIELD_BYTES + 1);
  let at = outer.next + outer.value;
  for (let field = 0; field < 3; field++) {
    at++;
    while ((frame[at++] ?? 0) >= 128);
  }
  const mapEntry = varintAt(frame, at + 1);
  const value = varintAt(frame, mapEntry.next + 2 + TYPE_KEY.length + 1);
  return { start: value.next, end: value.next + value.value };
}

export function streamNameOf(frame: EventFrame): string {
  const { start, end } = streamNameBounds(frame);
  return frame.toString('utf8', start, end);
}

export function eventTypeOf(frame: EventFrame): string {
  const { start, end } = eventTypeBounds(frame);
  return frame.toString('utf8', start, end);
}

export interface DecodedEvent {
  readonly id: string;
  readonly streamName: string;
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly contentType: string;
  /** When it was recorded, in 100 ns ticks since the Unix epoch. */
  readonly createdTicks: bigint;
  readonly data: Buffer;
  readonly customMetadata: Buffer;
}

/** All of an event. For what needs more than its bytes: metadata, links, checks. @throws MalformedMessageError */
export function decodeEventFrame(frame: EventFrame): DecodedEvent {
  const { start, end } = recordedBounds(frame);
  const reader = new ProtobufReader(frame, start, end);
  const metadata = new Map<string, string>();
  let revision = 0n;
  let position = 0n;
  let data = Buffer.alloc(0);
  let customMetadata = Buffer.alloc(0);
  while (reader.next()) {
    if (reader.field === 3) revision = reader.uint64();
    else if (reader.field === 5) position = reader.uint64();
    else if (reader.field === 6) readMapEntry(reader.message(), metadata);
    else if (reader.field === 7) customMetadata = reader.slice() as typeof customMetadata;
    else if (reader.field === 8) data = reader.slice() as typeof data;
    else reader.skip();
  }
  return {
    id: eventIdOf(frame),
    streamName: streamNameOf(frame),
    revision: revision === TOMBSTONE_REVISION_ON_THE_WIRE ? TOMBSTONE_REVISION : Number(revision),
    position: Number(position),
    type: metadata.get('type') ?? '',
    contentType: metadata.get('content-type') ?? '',
    createdTicks: BigInt(metadata.get('created') ?? '0'),
    data,
    customMetadata,
  };
}

/** A `map<string, string>` entry; a key that comes twice counts with its last value. */
export function readMapEntry(reader: ProtobufReader, into: Map<string, string>): void {
  let key = '';
  let value = '';
  while (reader.next()) {
    if (reader.field === 1) key = reader.text();
    else if (reader.field === 2) value = reader.text();
    else reader.skip();
  }
  into.set(key, value);
}

/** How a reader asked to get its events. */
export interface EventForm {
  readonly structuredIds: boolean;
}

function writeRecorded(writer: ProtobufWriter, field: number, frame: EventFrame, form: EventForm): void {
  const { start, end } = recordedBounds(frame);
  if (!form.structuredIds) {
    writer.slice(field, frame.subarray(start, end));
    return;
  }
  writer.message(field, (recorded) => {
    writeStructuredUuid(recorded, 1, eventIdOf(frame));
    recorded.raw(frame.subarray(start + ID_FIELD_BYTES, end));
  });
}

/** The frame as this reader wants it: the stored one where that is possible. */
export function frameInForm(frame: EventFrame, position: number, form: EventForm): Buffer {
  if (!form.structuredIds) return frame;
  return new ProtobufWriter()
    .message(1, (event) => {
      writeRecorded(event, 1, frame, form);
      event.uint(3, position);
    })
    .frame();
}

/** A link with the event it leads to, or without when that one cannot be read. The position is the link's. */
export function resolvedLinkFrame(
  target: EventFrame | undefined,
  link: EventFrame,
  linkPosition: number,
  form: EventForm,
): Buffer {
  return new ProtobufWriter()
    .message(1, (event) => {
      if (target !== undefined) writeRecorded(event, 1, target, form);
      writeRecorded(event, 2, link, form);
      event.uint(3, linkPosition);
    })
    .frame();
}
