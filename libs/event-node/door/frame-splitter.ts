import { gunzipSync, inflateSync } from 'node:zlib';
import { GrpcFault, GrpcStatus, handlerFault } from '../protocol/grpc-status.js';

/** The real server's limit for one message. */
export const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
export const HEADER_BYTES = 5;
const NO_BYTES = Buffer.alloc(0);

export type RequestEncoding = 'identity' | 'gzip' | 'deflate';
const ENCODINGS: readonly string[] = ['identity', 'gzip', 'deflate'] satisfies RequestEncoding[];

/** @throws GrpcFault for an encoding that the node does not read. */
export function requestEncoding(header: string | undefined): RequestEncoding | undefined {
  if (header === undefined) return undefined;
  if (ENCODINGS.includes(header)) return header as RequestEncoding;
  throw new GrpcFault(
    GrpcStatus.UNIMPLEMENTED,
    `Unsupported grpc-encoding value '${header}'. Supported encodings: ${ENCODINGS.join(', ')}`,
    { 'grpc-accept-encoding': ENCODINGS.join(',') },
  );
}

/** Takes a call's bytes as they come and gives out whole messages. */
export class FrameSplitter {
  private chunks: Buffer[] = [];
  private size = 0;
  private needed = HEADER_BYTES;

  constructor(private readonly encoding: RequestEncoding | undefined) {}

  /** Is there the beginning of a message that has not come whole? */
  get isPartial(): boolean {
    return this.size > 0;
  }

  /** @throws GrpcFault for a message that is too large or cannot be unpacked. */
  push(chunk: Buffer, onMessage: (message: Buffer) => void): void {
    let rest = chunk;
    if (this.size > 0) {
      this.chunks.push(chunk);
      this.size += chunk.length;
      if (this.size < this.needed) return;
      rest = Buffer.concat(this.chunks, this.size);
    }
    let start = 0;
    this.needed = HEADER_BYTES;
    while (rest.length - start >= HEADER_BYTES) {
      const length = rest.readUInt32BE(start + 1);
      if (length > MESSAGE_BYTES_MAX) throw tooLarge();
      const end = start + HEADER_BYTES + length;
      if (end > rest.length) {
        this.needed = end - start;
        break;
      }
      onMessage(this.unpack(rest[start] ?? 0, rest.subarray(start + HEADER_BYTES, end)));
      start = end;
    }
    this.size = rest.length - start;
    this.chunks = this.size > 0 ? [start === 0 ? rest : rest.subarray(start)] : [];
  }

  private unpack(flag: number, message: Buffer): Buffer {
    if (flag === 0) return message;
    if (flag !== 1) throw handlerFault();
    if (this.encoding === undefined)
      throw new GrpcFault(GrpcStatus.INTERNAL, 'Request did not include grpc-encoding value with compressed message.');
    if (this.encoding === 'identity') throw handlerFault();
    return decompress(this.encoding, message);
  }
}

const tooLarge = (): GrpcFault =>
  new GrpcFault(GrpcStatus.RESOURCE_EXHAUSTED, 'Received message exceeds the maximum configured message size.');

function decompress(encoding: 'gzip' | 'deflate', message: Buffer): Buffer {
  if (message.length === 0) return NO_BYTES;
  const limit = { maxOutputLength: MESSAGE_BYTES_MAX };
  try {
    return encoding === 'gzip' ? gunzipSync(message, limit) : inflateSync(message, limit);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : handlerFault();
  }
}
