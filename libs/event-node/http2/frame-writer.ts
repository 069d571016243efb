import type { Duplex } from 'node:stream';
import { Flag, FRAME_HEADER_BYTES, FrameType } from './http2-protocol.js';

/** Bytes that may wait for the network, two pages of a read; behind them, data waits in its streams. */
const UNSENT_BYTES_MAX = 256 * 1024;
/** A peer that asks and never reads its answers: more than all data and answers that may wait. */
const UNREAD_BYTES_MAX = 4 * 1024 * 1024;
/** Up to so many, copying frames together costs less than handing each to the system. */
const JOINED_BYTES_MAX = 64 * 1024;
const NO_BYTES = Buffer.alloc(0);

/** Gathers the frames of one turn and writes them at once: few system calls here, few wake-ups for the peer. */
export class FrameWriter {
  private parts: Buffer[] = [];
  private gathered = 0;
  private isScheduled = false;

  constructor(private readonly socket: Duplex) {}

  /** Is data to wait? */
  get isFull(): boolean {
    return this.gathered + this.unsentBytes > UNSENT_BYTES_MAX;
  }

  /** Written, and not taken by the network. */
  get unsentBytes(): number {
    return this.socket.writableLength;
  }

  frame(type: number, flags: number, streamId: number, payload: Buffer = NO_BYTES): void {
    this.push(frameHeader(payload.length, type, flags, streamId));
    if (payload.length > 0) this.push(payload);
    if (this.isScheduled) return;
    this.isScheduled = true;
    queueMicrotask(() => this.flush());
  }

  /** A header block in as many frames as it takes. */
  headers(streamId: number, block: Buffer, flags: number, frameBytesMax: number): void {
    for (let start = 0; start === 0 || start < block.length; start += frameBytesMax) {
      const end = Math.min(block.length, start + frameBytesMax);
      const isLast = end === block.length ? Flag.END_HEADERS : 0;
      if (start === 0) this.frame(FrameType.HEADERS, flags | isLast, streamId, block.subarray(0, end));
      else this.frame(FrameType.CONTINUATION, isLast, streamId, block.subarray(start, end));
    }
  }

  flush(): void {
    this.isScheduled = false;
    const { parts, gathered, socket } = this;
    if (gathered === 0 || socket.destroyed || socket.writableEnded) return;
    this.parts = [];
    this.gathered = 0;
    if (gathered <= JOINED_BYTES_MAX) socket.write(Buffer.concat(parts, gathered));
    else {
      socket.cork();
      for (const part of parts) socket.write(part);
      socket.uncork();
    }
    if (socket.writableLength > UNREAD_BYTES_MAX) socket.destroy();
  }

  private push(bytes: Buffer): void {
    this.parts.push(bytes);
    this.gathered += bytes.length;
  }
}

function frameHeader(length: number, type: number, flags: number, streamId: number): Buffer {
  const header = Buffer.allocUnsafe(FRAME_HEADER_BYTES);
  header[0] = length >>> 16;
  header[1] = (length >>> 8) & 255;
  header[2] = length & 255;
  header[3] = type;
  header[4] = flags;
  header[5] = streamId >>> 24;
  header[6] = (streamId >>> 16) & 255;
  header[7] = (streamId >>> 8) & 255;
  header[8] = streamId & 255;
  return header;
}
