import { type DecodedEvent, decodeEventFrame } from '../protocol/event-frame.js';
import { ProtobufWriter } from '../protocol/protobuf-writer.js';

const EVENT_TAG = 0x0a;
const BACKWARDS = 1;

/** A page of `$all`, forwards from a position, that one included. */
export function readPage(from: number, count: number): Buffer {
  return new ProtobufWriter()
    .message(1, (options) =>
      options
        .message(2, (all) =>
          from === 0 ? all.message(2, () => {}) : all.message(1, (position) => position.uint(1, from).uint(2, from)),
        )
        .uint(5, count)
        .message(8, () => {})
        .message(9, (uuid) => uuid.message(2, () => {})),
    )
    .frame();
}

/** The event of a ReadResp as an event node stores and sends it; undefined for messages without one. */
export function eventIn(message: Buffer): DecodedEvent | undefined {
  if (message[0] !== EVENT_TAG) return undefined;
  const header = Buffer.alloc(5);
  header.writeUInt32BE(message.length, 1);
  return decodeEventFrame(Buffer.concat([header, message]));
}

/** Options, then a message for each event, which go behind `revision`; -1: there is no stream yet. */
export function appendMessages(streamName: string, revision: number, events: readonly DecodedEvent[]): Buffer {
  const options = new ProtobufWriter().message(1, (written) => expecting(written, streamName, revision)).frame();
  return Buffer.concat([options, ...events.map(proposed)]);
}

export function tombstoneMessage(streamName: string): Buffer {
  return new ProtobufWriter()
    .message(1, (options) => options.message(1, (stream) => stream.text(3, streamName)).message(4, () => {}))
    .frame();
}

/** The last event of all. */
export function readLastOfAll(): Buffer {
  return new ProtobufWriter()
    .message(1, (options) =>
      options
        .message(2, (all) => all.message(3, () => {}))
        .uint(3, BACKWARDS)
        .uint(5, 1)
        .message(8, () => {})
        .message(9, (uuid) => uuid.message(2, () => {})),
    )
    .frame();
}

/** The last event of a stream. */
export function readLast(streamName: string): Buffer {
  return new ProtobufWriter()
    .message(1, (options) =>
      options
        .message(1, (stream) => stream.message(1, (name) => name.text(3, streamName)).message(4, () => {}))
        .uint(3, BACKWARDS)
        .uint(5, 1)
        .message(8, () => {})
        .message(9, (uuid) => uuid.message(2, () => {})),
    )
    .frame();
}

function expecting(options: ProtobufWriter, streamName: string, revision: number): void {
  options.message(1, (stream) => stream.text(3, streamName));
  if (revision < 0) options.message(3, () => {});
  else options.uint(2, revision);
}

function proposed({ id, type, contentType, customMetadata, data }: DecodedEvent): Buffer {
  return new ProtobufWriter()
    .message(2, (event) => {
      event.message(1, (uuid) => uuid.text(2, id));
      for (const [key, value] of [
        ['type', type],
        ['content-type', contentType],
      ] as const)
        event.message(2, (entry) => entry.text(1, key).text(2, value));
      event.slice(3, customMetadata).slice(4, data);
    })
    .frame();
}

/** Did the server take the append? Its refusal is a message too. */
export const isAppended = (message: Buffer | undefined): boolean => message?.[0] === EVENT_TAG;
