import { protocolFault, withoutPadding } from './frame-checks.js';
import type { Frame } from './frame-reader.js';
import type { DecodedHeaders } from './header-decoder.js';
import { HeaderDecoder } from './header-decoder.js';
import { ConnectionFault, ErrorCode, Flag, FrameType } from './http2-protocol.js';

/** What all headers of a request may count; more ends the connection, as on the real server. */
export const HEADER_LIST_BYTES_MAX = 32 * 1024;
/** Of a header block in its frames: larger than what it decodes to it hardly gets. */
const BLOCK_BYTES_MAX = 64 * 1024;
/** Frames of one block: empty ones are not counted by their bytes. */
const BLOCK_FRAMES_MAX = 64;
const PRIORITY_BYTES = 5;

export interface OpenedStream {
  readonly streamId: number;
  readonly isEnd: boolean;
  readonly decoded: DecodedHeaders;
}

/** Puts header blocks together that come in several frames, and decodes each in its turn. */
export class HeaderBlocks {
  private readonly decoder = new HeaderDecoder(HEADER_LIST_BYTES_MAX);
  /** A block that goes on in the next frame. */
  private partial: { streamId: number; flags: number; parts: Buffer[]; bytes: number } | undefined;

  /** @throws ConnectionFault when a block is under way and this is not its next frame, or the other way round. */
  checkOrder({ type, streamId }: Frame): void {
    const isContinuation = type === FrameType.CONTINUATION;
    if (isContinuation ? this.partial?.streamId !== streamId : this.partial !== undefined)
      throw protocolFault('a header block without its order');
  }

  /** HEADERS or CONTINUATION. @returns undefined while the block goes on. @throws ConnectionFault */
  take(frame: Frame): OpenedStream | undefined {
    const { flags, payload } = frame;
    const { partial } = this;
    if (partial === undefined) return this.begin(frame);
    partial.parts.push(payload);
    partial.bytes += payload.length;
    if (partial.bytes > BLOCK_BYTES_MAX || partial.parts.length > BLOCK_FRAMES_MAX)
      throw new ConnectionFault(ErrorCode.ENHANCE_YOUR_CALM, 'headers without end');
    if ((flags & Flag.END_HEADERS) === 0) return undefined;
    this.partial = undefined;
    return this.decoded(partial.streamId, partial.flags, Buffer.concat(partial.parts));
  }

  private begin(frame: Frame): OpenedStream | undefined {
    const { streamId, flags } = frame;
    if (streamId % 2 === 0) throw protocolFault('a stream with an even number');
    const block = withoutPadding(frame, (flags & Flag.PRIORITY) !== 0 ? PRIORITY_BYTES : 0);
    if ((flags & Flag.END_HEADERS) !== 0) return this.decoded(streamId, flags, block);
    this.partial = { streamId, flags, parts: [block], bytes: block.length };
    return undefined;
  }

  private decoded(streamId: number, flags: number, block: Buffer): OpenedStream {
    return { streamId, isEnd: (flags & Flag.END_STREAM) !== 0, decoded: this.decoder.decode(block) };
  }
}
