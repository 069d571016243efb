import {
  ConnectionFault,
  DEFAULT_FRAME_BYTES_MAX,
  ErrorCode,
  Flag,
  FRAME_HEADER_BYTES,
  FrameType,
  PREFACE,
} from './http2-protocol.js';

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** Takes a connection's bytes as they come and gives out whole frames: behind the preface, and SETTINGS first. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private size = 0;
  private needed: number = PREFACE.length;
  private hasPreface = false;
  private hasSettings = false;

  /** @throws ConnectionFault */
  push(chunk: Buffer, onFrame: (frame: Frame) => void): void {
    let rest = chunk;
    if (this.size > 0) {
      this.chunks.push(chunk);
      this.size += chunk.length;
      if (this.size < this.needed) return;
      rest = Buffer.concat(this.chunks, this.size);
    }
    let start = this.hasPreface ? 0 : this.takePreface(rest);
    while (rest.length - start >= FRAME_HEADER_BYTES && this.hasPreface) {
      const length = rest.readUIntBE(start, 3);
      if (length > DEFAULT_FRAME_BYTES_MAX) throw new ConnectionFault(ErrorCode.FRAME_SIZE_ERROR, 'a frame too large');
      const end = start + FRAME_HEADER_BYTES + length;
      if (end > rest.length) {
        this.needed = end - start;
        break;
      }
      this.needed = FRAME_HEADER_BYTES;
      const type = rest[start + 3] ?? 0;
      const flags = rest[start + 4] ?? 0;
      this.checkFirst(type, flags);
      const streamId = rest.readUInt32BE(start + 5) & 0x7fff_ffff;
      onFrame({ type, flags, streamId, payload: rest.subarray(start + FRAME_HEADER_BYTES, end) });
      start = end;
    }
    this.size = rest.length - start;
    this.chunks = this.size > 0 ? [start === 0 ? rest : rest.subarray(start)] : [];
  }

  private checkFirst(type: number, flags: number): void {
    if (this.hasSettings) return;
    this.hasSettings = true;
    if (type !== FrameType.SETTINGS || (flags & Flag.ACK) !== 0)
      throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, 'SETTINGS do not come first');
  }

  /** @returns where the frames begin. */
  private takePreface(bytes: Buffer): number {
    const length = Math.min(bytes.length, PREFACE.length);
    if (!bytes.subarray(0, length).equals(PREFACE.subarray(0, length)))
      throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, 'no HTTP/2 preface');
    if (length < PREFACE.length) return 0;
    this.hasPreface = true;
    this.needed = FRAME_HEADER_BYTES;
    return length;
  }
}
