const FRAME_HEADER_BYTES = 5;
/** Most answers but events fit; the buffer doubles when one does not. */
const FIRST_CAPACITY_BYTES = 256;

/** The number of bytes that a varint of this value takes. Exact up to 2^53. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** Writes a varint of up to 2^53 and returns where the next byte goes. */
export function writeVarint(target: Buffer, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  while (rest >= 0x8000_0000) {
    target[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  while (rest >= 128) {
    target[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}

export function writeBigVarint(target: Buffer, offset: number, value: bigint): number {
  let at = offset;
  let rest = BigInt.asUintN(64, value);
  while (rest >= 128n) {
    target[at++] = Number(rest & 127n) | 128;
    rest >>= 7n;
  }
  target[at++] = Number(rest);
  return at;
}

/** Builds one gRPC frame (no compression, length, message) front to back. */
export class ProtobufWriter {
  private bytes = Buffer.allocUnsafe(FIRST_CAPACITY_BYTES);
  private at = FRAME_HEADER_BYTES;

  /** An unsigned value up to 2^53 or a bigint; zero is written too, for members of a oneof. */
  uint(field: number, value: number | bigint): this {
    this.ensure(16);
    this.at = writeVarint(this.bytes, this.at, field * 8);
    this.at =
      typeof value === 'number' ? writeVarint(this.bytes, this.at, value) : writeBigVarint(this.bytes, this.at, value);
    return this;
  }

  slice(field: number, value: Uint8Array): this {
    this.ensure(value.length + 12);
    this.at = writeVarint(this.bytes, this.at, field * 8 + 2);
    this.at = writeVarint(this.bytes, this.at, value.length);
    this.bytes.set(value, this.at);
    this.at += value.length;
    return this;
  }

  text(field: number, value: string): this {
    return this.slice(field, Buffer.from(value, 'utf8'));
  }

  /** Fields that are encoded already. */
  raw(fields: Uint8Array): this {
    this.ensure(fields.length);
    this.bytes.set(fields, this.at);
    this.at += fields.length;
    return this;
  }

  /** A message without content, as oneof members often are. */
  empty(field: number): this {
    this.ensure(8);
    this.at = writeVarint(this.bytes, this.at, field * 8 + 2);
    this.bytes[this.at++] = 0;
    return this;
  }

  message(field: number, write: (writer: this) => void): this {
    this.ensure(12);
    this.at = writeVarint(this.bytes, this.at, field * 8 + 2);
    const lengthAt = this.at++;
    write(this);
    const length = this.at - lengthAt - 1;
    const lengthSize = varintSize(length);
    if (lengthSize > 1) {
      this.ensure(lengthSize);
      this.bytes.copyWithin(lengthAt + lengthSize, lengthAt + 1, this.at);
      this.at += lengthSize - 1;
    }
    writeVarint(this.bytes, lengthAt, length);
    return this;
  }

  /** The finished gRPC frame. The writer is not used again. */
  frame(): Buffer {
    this.bytes[0] = 0;
    this.bytes.writeUInt32BE(this.at - FRAME_HEADER_BYTES, 1);
    return this.bytes.subarray(0, this.at);
  }

  /** The message alone, to be put into another one. */
  content(): Buffer {
    return this.bytes.subarray(FRAME_HEADER_BYTES, this.at);
  }

  private ensure(more: number): void {
    if (this.at + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + more));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }
}
