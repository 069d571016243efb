/** The bytes are no protobuf message: the caller's fault, answered like any other exception of a handler. */
export class MalformedMessageError extends Error {
  constructor(reason: string) {
    super(`malformed protobuf message: ${reason}`);
  }
}

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Seven varint bytes hold 49 bits: as long as a number computes exactly and without BigInt. */
const FAST_VARINT_BYTES_MAX = 7;
/** A 64-bit value takes at most ten bytes of seven bits. */
const VARINT_BYTES_MAX = 10;

/**
 * Walks over a message's fields: `while (reader.next()) switch (reader.field) { … default: reader.skip(); }`.
 * Slices it hands out share the message's memory.
 */
export class ProtobufReader {
  field = 0;
  private wireType = 0;
  private at: number;

  constructor(
    private readonly bytes: Buffer,
    start = 0,
    private readonly end = bytes.length,
  ) {
    this.at = start;
  }

  /** @returns false at the message's end. @throws MalformedMessageError */
  next(): boolean {
    if (this.at >= this.end) return false;
    const tag = this.number();
    this.wireType = tag & 7;
    this.field = tag >>> 3;
    if (this.field === 0) throw new MalformedMessageError('field number 0');
    return true;
  }

  /** An unsigned value that is known to be small; greater ones lose their upper bits. */
  uint32(): number {
    return Number(BigInt.asUintN(32, this.uint64()));
  }

  bool(): boolean {
    return this.uint64() !== 0n;
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.uint64());
  }

  int32(): number {
    return Number(BigInt.asIntN(32, this.uint64()));
  }

  uint64(): bigint {
    this.expect(VARINT);
    let value = 0;
    let scale = 1;
    const start = this.at;
    for (let n = 0; n < FAST_VARINT_BYTES_MAX; n++) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return BigInt(value);
      scale *= 128;
    }
    this.at = start;
    return this.longVarint();
  }

  slice(): Buffer {
    this.expect(LENGTH_DELIMITED);
    const length = this.number();
    const start = this.at;
    if (start + length > this.end) throw new MalformedMessageError('a field ends behind the message');
    this.at = start + length;
    return this.bytes.subarray(start, this.at);
  }

  text(): string {
    return this.slice().toString('utf8');
  }

  /** A reader of the nested message. */
  message(): ProtobufReader {
    this.expect(LENGTH_DELIMITED);
    const length = this.number();
    const start = this.at;
    if (start + length > this.end) throw new MalformedMessageError('a message ends behind the one around it');
    this.at = start + length;
    return new ProtobufReader(this.bytes, start, this.at);
  }

  skip(): void {
    if (this.wireType === VARINT) this.longVarint();
    else if (this.wireType === LENGTH_DELIMITED) this.slice();
    else if (this.wireType === FIXED_64) this.forward(8);
    else if (this.wireType === FIXED_32) this.forward(4);
    else throw new MalformedMessageError(`wire type ${this.wireType}`);
  }

  private expect(wireType: number): void {
    if (this.wireType !== wireType)
      throw new MalformedMessageError(`field ${this.field} has wire type ${this.wireType}`);
  }

  private forward(count: number): void {
    if (this.at + count > this.end) throw new MalformedMessageError('a field ends behind the message');
    this.at += count;
  }

  private byte(): number {
    const byte = this.at < this.end ? this.bytes[this.at++] : undefined;
    if (byte === undefined) throw new MalformedMessageError('the message ends in a number');
    return byte;
  }

  /** A tag or a length: at most 32 bits. */
  private number(): number {
    let value = 0;
    let scale = 1;
    for (let n = 0; n < 5; n++) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw new MalformedMessageError('a tag or length of more than 32 bits');
  }

  private longVarint(): bigint {
    let value = 0n;
    for (let n = 0; n < VARINT_BYTES_MAX; n++) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << BigInt(7 * n);
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new MalformedMessageError('a number of more than 64 bits');
  }
}
