import {
  decodeEventFrame,
  encodeEventFrame,
  eventIdOf,
  eventTypeOf,
  frameInForm,
  streamNameOf,
  TOMBSTONE_REVISION,
  ticksOf,
} from './event-frame.js';
import { ProtobufReader } from './protobuf-reader.js';
import { parseUuid, readUuid } from './uuid.js';

const ID = '0e8a5c1f-9d3b-4f6a-8c2e-ff00112233ee';
const CREATED = ticksOf(Date.UTC(2026, 0, 1));
const frameOf = (streamName: string, revision: number, position: number, more: { type?: string; data?: Buffer } = {}) =>
  encodeEventFrame(
    { id: ID, type: 'Type', isJson: true, data: Buffer.from('{}'), customMetadata: Buffer.from('m'), ...more },
    Buffer.from(streamName),
    revision,
    position,
    CREATED,
  );

describe('a stored event', () => {
  it.each([
    ['s', 0, 64],
    ['a-stream', 127, 128],
    ['käse ☃', 128, 16_384],
    ['x'.repeat(500), 2 ** 31, 2 ** 40],
    ['y'.repeat(100_000), TOMBSTONE_REVISION, Number.MAX_SAFE_INTEGER],
  ])('gives back what it was made of: %.20s, %d, %d', (streamName, revision, position) => {
    const type = streamName.slice(0, 300);
    const frame = frameOf(streamName, revision, position, { type, data: Buffer.alloc(70_000, 1) });
    expect(frame.readUInt32BE(1)).toBe(frame.length - 5);
    expect([eventIdOf(frame), streamNameOf(frame), eventTypeOf(frame)]).toEqual([ID, streamName, type]);
    const event = decodeEventFrame(frame);
    expect(event).toMatchObject({ id: ID, streamName, revision, position, type, contentType: 'application/json' });
    expect(event.createdTicks).toBe(BigInt(CREATED));
    expect(event.data).toHaveLength(70_000);
    expect(event.customMetadata.toString()).toBe('m');
  });

  it('goes out as it is to readers that want ids as text, and with the same id in halves to the others', () => {
    const frame = frameOf('s', 3, 640);
    expect(frameInForm(frame, 640, { structuredIds: false })).toBe(frame);
    const rewritten = frameInForm(frame, 640, { structuredIds: true });
    const reader = new ProtobufReader(rewritten, 5);
    reader.next();
    const event = reader.message();
    event.next();
    const recorded = event.message();
    recorded.next();
    expect(readUuid(recorded.message())).toBe(ID);
  });
});

describe('a UUID as text', () => {
  it.each([ID.toUpperCase(), `{${ID}}`, `(${ID})`, ID.replaceAll('-', '')])('may come as %s', (text) => {
    expect(parseUuid(text)).toBe(ID);
  });

  it.each(['', 'nope', ID.slice(1), `${ID}0`])('is refused as "%s"', (text) => {
    expect(() => parseUuid(text)).toThrow('not a UUID');
  });
});
