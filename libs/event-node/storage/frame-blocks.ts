import type { EventFrame } from '../protocol/event-frame.js';

/** One block holds some fifty frames: memory of its own for each would cost more than copying it. */
const BLOCK_BYTES = 64 * 1024;
/** Larger ones get memory of their own, so that little of a block is lost at its end. */
const FRAME_BYTES_MAX = 16 * 1024;

/**
 * Copies frames out of the buffer in which lmdb gives them, which the next one overwrites. They share blocks; a block is freed
 * when the last of its frames is: fit for what goes out soon, not for what is kept.
 */
export class FrameBlocks {
  private block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  private at = 0;

  /** `source.length` counts; the memory behind it may be longer. */
  copy(source: Uint8Array): EventFrame {
    const { length } = source;
    const bytes = new Uint8Array(source.buffer, source.byteOffset, length);
    if (length > FRAME_BYTES_MAX) return Buffer.from(bytes);
    if (this.at + length > BLOCK_BYTES) {
      this.block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      this.at = 0;
    }
    const start = this.at;
    this.at += length;
    this.block.set(bytes, start);
    return this.block.subarray(start, this.at);
  }
}
