import { ProtobufReader } from './protobuf-reader.js';
import { ProtobufWriter, varintSize } from './protobuf-writer.js';

const FRAME_HEADER_BYTES = 5;
const written = (write: (writer: ProtobufWriter) => void): ProtobufReader => {
  const writer = new ProtobufWriter();
  write(writer);
  return new ProtobufReader(writer.frame(), FRAME_HEADER_BYTES);
};

describe('the protobuf codec', () => {
  it.each([0, 1, 127, 128, 16_383, 16_384, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 49, Number.MAX_SAFE_INTEGER])(
    'gives the number %d back',
    (value) => {
      const reader = written((writer) => writer.uint(3, value));
      expect(reader.next()).toBe(true);
      expect([reader.field, reader.uint64()]).toEqual([3, BigInt(value)]);
      expect(reader.next()).toBe(false);
      expect(varintSize(value)).toBe(bytesOf(value));
    },
  );

  it('gives the greatest unsigned and the least signed number back', () => {
    const reader = written((writer) => writer.uint(1, 2n ** 64n - 1n).uint(2, -(2n ** 63n)));
    reader.next();
    expect(reader.uint64()).toBe(2n ** 64n - 1n);
    reader.next();
    expect(reader.int64()).toBe(-(2n ** 63n));
  });

  it.each([0, 1, 126, 127, 128, 16_383, 16_384, 70_000])('nests a message of %d bytes', (size) => {
    const content = Buffer.alloc(size, 7);
    const reader = written((writer) => writer.message(9, (inner) => inner.slice(1, content)).uint(2, 5));
    reader.next();
    const inner = reader.message();
    inner.next();
    expect(inner.slice().equals(content)).toBe(true);
    reader.next();
    expect([reader.field, reader.uint64()]).toEqual([2, 5n]);
  });

  it('skips fields of every wire type', () => {
    const bytes = Buffer.from([0x08, 0x96, 0x01, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1a, 1, 9, 0x25, 1, 2, 3, 4, 0x28, 1]);
    const reader = new ProtobufReader(bytes);
    const fields: number[] = [];
    while (reader.next()) {
      fields.push(reader.field);
      reader.skip();
    }
    expect(fields).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([
    ['a number that does not end', [0x08, 0x80]],
    ['a number of more than 64 bits', [0x08, ...Array<number>(10).fill(0xff), 1]],
    ['a field longer than the message', [0x0a, 5, 1]],
    ['a group', [0x0b]],
    ['field 0', [0x00, 1]],
    ['a tag of more than 32 bits', [0xff, 0xff, 0xff, 0xff, 0xff, 1]],
  ])('refuses %s', (_, bytes) => {
    const reader = new ProtobufReader(Buffer.from(bytes));
    expect(() => {
      while (reader.next()) reader.skip();
    }).toThrow('malformed protobuf message');
  });
});

const bytesOf = (value: number): number => new ProtobufWriter().uint(1, value).content().length - 1;
