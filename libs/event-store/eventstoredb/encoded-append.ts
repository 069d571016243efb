import type { WireAppend, WireEvent } from './batch-append-request.js';

/** Protobuf's wire types, and with them the fields of an append as streams.proto numbers them. */
const VARINT = 0;
const BYTES = 2;
const tag = (field: number, type: number): number => (field << 3) | type;
const REQUEST = { correlationId: tag(1, BYTES), options: tag(2, BYTES), event: tag(3, BYTES), isFinal: tag(4, VARINT) };
const OPTIONS = { stream: tag(1, BYTES), revision: tag(2, VARINT), noStream: tag(3, BYTES) };
const STREAM = { name: tag(3, BYTES) };
const UUID = { text: tag(2, BYTES) };
const EVENT = { id: tag(1, BYTES), property: tag(2, BYTES), metadata: tag(3, BYTES), data: tag(4, BYTES) };
const PROPERTY = { name: tag(1, BYTES), value: tag(2, BYTES) };

/** What a varint carries in each byte but the last says so by its eighth bit. */
const MORE = 0x80;

/** Writes from the back to the front: what is inside is there before its length has to be said. */
class BackwardsWriter {
  private at: number;

  constructor(private readonly bytes: Buffer) {
    this.at = bytes.length;
  }

  get written(): Buffer {
    return this.bytes.subarray(this.at);
  }

  /** Says of all that was written since `end` that it is this field. @returns the position, for the next. */
  close(field: number, end: number): void {
    this.varint(end - this.at);
    this.byte(field);
  }

  get position(): number {
    return this.at;
  }

  content(field: number, content: Uint8Array): void {
    const end = this.at;
    this.at -= content.length;
    this.bytes.set(content, this.at);
    this.close(field, end);
  }

  /** ASCII only. */
  text(field: number, text: string): void {
    const end = this.at;
    this.at -= text.length;
    this.bytes.write(text, this.at, 'latin1');
    this.close(field, end);
  }

  number(field: number, value: number): void {
    this.varint(value);
    this.byte(field);
  }

  private byte(value: number): void {
    this.at -= 1;
    this.bytes[this.at] = value;
  }

  private varint(value: number): void {
    const digits: number[] = [];
    let rest = value;
    for (; rest >= MORE; rest = Math.floor(rest / MORE)) digits.push((rest % MORE) | MORE);
    this.byte(rest);
    for (let digit = digits.pop(); digit !== undefined; digit = digits.pop()) this.byte(digit);
  }
}

/** Of an append beside its events, and of an event beside its content: names, ids, lengths and tags. */
const AROUND_BYTES_MAX = 256;

const sizeMax = (stream: Uint8Array, events: readonly WireEvent[]): number =>
  events.reduce(
    (size, { type, data, metadata }) => size + AROUND_BYTES_MAX + type.length + data.length + metadata.length,
    AROUND_BYTES_MAX + stream.length,
  );

/**
 * An append as it goes over the wire, written at one go: the generated classes take an object for each part of it and
 * walk through them again, for each command. A test holds it to what they read out of it.
 */
export function encodedAppend({ stream, expected, events }: WireAppend, correlationId: string): Buffer {
  const name = Buffer.from(stream, 'utf8');
  const writer = new BackwardsWriter(Buffer.allocUnsafe(sizeMax(name, events)));
  writer.number(REQUEST.isFinal, 1);
  for (let index = events.length - 1; index >= 0; index -= 1) writeEvent(writer, events[index] as WireEvent);
  const optionsEnd = writer.position;
  if (expected === 'no-stream') writer.close(OPTIONS.noStream, writer.position);
  else writer.number(OPTIONS.revision, expected);
  const streamEnd = writer.position;
  writer.content(STREAM.name, name);
  writer.close(OPTIONS.stream, streamEnd);
  writer.close(REQUEST.options, optionsEnd);
  writeUuid(writer, REQUEST.correlationId, correlationId);
  return writer.written;
}

function writeEvent(writer: BackwardsWriter, { id, type, data, metadata }: WireEvent): void {
  const end = writer.position;
  writer.content(EVENT.data, data);
  writer.content(EVENT.metadata, metadata);
  writeProperty(writer, 'content-type', 'application/json');
  writeProperty(writer, 'type', type);
  writeUuid(writer, EVENT.id, id);
  writer.close(REQUEST.event, end);
}

function writeProperty(writer: BackwardsWriter, name: string, value: string): void {
  const end = writer.position;
  writer.text(PROPERTY.value, value);
  writer.text(PROPERTY.name, name);
  writer.close(EVENT.property, end);
}

function writeUuid(writer: BackwardsWriter, field: number, uuid: string): void {
  const end = writer.position;
  writer.text(UUID.text, uuid);
  writer.close(field, end);
}
