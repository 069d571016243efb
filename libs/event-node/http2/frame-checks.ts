import type { Frame } from './frame-reader.js';
import { ConnectionFault, ErrorCode, Flag, StreamFault, WINDOW_BYTES_LIMIT } from './http2-protocol.js';

export const protocolFault = (message: string): ConnectionFault =>
  new ConnectionFault(ErrorCode.PROTOCOL_ERROR, message);

export function checkLength(payload: Buffer, length: number): void {
  if (payload.length !== length) throw new ConnectionFault(ErrorCode.FRAME_SIZE_ERROR, 'a frame of a wrong length');
}

export function checkPriority({ streamId, payload }: Frame): void {
  if (streamId === 0) throw protocolFault('a priority of no stream');
  if (payload.length !== 5) throw new StreamFault(streamId, ErrorCode.FRAME_SIZE_ERROR, 'a priority of a wrong length');
}

/** @throws ConnectionFault when a window would pass what HTTP/2 allows. */
export function enlarged(window: number, more: number): number {
  if (window + more > WINDOW_BYTES_LIMIT) throw new ConnectionFault(ErrorCode.FLOW_CONTROL_ERROR, 'a window too large');
  return window + more;
}

/** What a frame holds behind `skipped` bytes, without its padding. */
export function withoutPadding({ flags, payload }: Frame, skipped: number): Buffer {
  const isPadded = (flags & Flag.PADDED) !== 0;
  const start = skipped + (isPadded ? 1 : 0);
  const end = payload.length - (isPadded ? (payload[0] ?? 0) : 0);
  if (start > end) throw protocolFault('more padding than payload');
  return start === 0 && end === payload.length ? payload : payload.subarray(start, end);
}
