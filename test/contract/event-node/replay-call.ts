import http2 from 'node:http2';
import { gzipSync } from 'node:zlib';
import type { CallAnswer } from './recorded-question.js';
import { decode } from './wire-codec.js';

/** A call that stays open is looked at so much longer, for what should not come. */
const NOTHING_MORE_WITHIN_MS = 40;
/** Of the event loop: from the node, which is in this process, to here in a few. */
const TURNS = 20;
const HEADER_BYTES = 5;

/** A gRPC frame, compressed or not. */
export function framed(message: Buffer, gzip = false): Buffer {
  const content = gzip ? gzipSync(message) : message;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(gzip ? 1 : 0, 0);
  header.writeUInt32BE(content.length, 1);
  return Buffer.concat([header, content]);
}

/** The whole messages among these bytes. */
export function messagesIn(bytes: Buffer): { messages: Buffer[]; rest: Buffer } {
  const messages: Buffer[] = [];
  let rest = bytes;
  while (rest.length >= HEADER_BYTES && rest.length >= HEADER_BYTES + rest.readUInt32BE(1)) {
    const end = HEADER_BYTES + rest.readUInt32BE(1);
    messages.push(rest.subarray(HEADER_BYTES, end));
    rest = rest.subarray(end);
  }
  return { messages, rest };
}

export interface CallOptions {
  readonly path: string;
  readonly answers: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly gzip?: boolean;
}

/** One recorded call, made again. */
export class ReplayCall {
  private readonly stream: http2.ClientHttp2Stream;
  private readonly messages: unknown[] = [];
  private readonly waiters = new Set<() => void>();
  private marks = 0;
  private headers: http2.IncomingHttpHeaders = {};
  /** Of a message that has not come whole, and how many bytes it takes until the next one has. */
  private chunks: Buffer[] = [];
  private size = 0;
  private needed = HEADER_BYTES;
  private isOver = false;

  constructor(
    session: http2.ClientHttp2Session,
    private readonly options: CallOptions,
  ) {
    const { path, headers, timeoutMs, gzip = false } = options;
    this.stream = session.request({
      ...headers,
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...(timeoutMs === undefined ? {} : { 'grpc-timeout': `${timeoutMs}m` }),
      ...(gzip ? { 'grpc-encoding': 'gzip' } : {}),
    });
    const takeStatus = (received: http2.IncomingHttpHeaders): void => {
      if ('grpc-status' in received || Number(received[':status'] ?? 200) !== 200) this.headers = received;
    };
    this.stream.on('response', takeStatus).on('trailers', takeStatus);
    this.stream.on('data', (chunk: Buffer) => this.take(chunk));
    this.stream.on('error', () => {});
    this.stream.on('close', () => this.changed(() => (this.isOver = true)));
  }

  send(message: Buffer): void {
    if (!this.stream.destroyed) this.stream.write(framed(message, this.options.gzip));
  }

  end(): void {
    this.stream.end();
  }

  cancel(): void {
    this.stream.close(http2.constants.NGHTTP2_CANCEL);
  }

  mark(text: string): void {
    this.marks++;
    this.messages.push({ '@': text });
  }

  /** Until so many messages are there, or the call is over; not longer than `withinMs`. */
  wait(count: number, ended: boolean, withinMs: number): Promise<void> {
    const isSo = (): boolean => this.isOver || (!ended && this.messages.length - this.marks >= count);
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiters.delete(check);
        resolve();
      };
      const check = (): void => {
        if (isSo()) done();
      };
      const timer = setTimeout(done, withinMs);
      this.waiters.add(check);
      check();
    });
  }

  /** What has come. A call that is still open is cancelled. */
  async answer(): Promise<CallAnswer> {
    if (!this.isOver) await new Promise((resolve) => setTimeout(resolve, NOTHING_MORE_WITHIN_MS));
    // Where this process was held up meanwhile, what has come is still to be read.
    for (let turn = 0; turn < TURNS && !this.isOver; turn++) await new Promise((resolve) => setImmediate(resolve));
    const isOpen = !this.isOver;
    const messages = [...this.messages];
    if (isOpen) this.cancel();
    const { 'grpc-status': status, 'grpc-message': details, ...others } = this.headers;
    const trailers = Object.entries(others).filter(([name]) => !/^(:|content-|date$|server$)/.test(name));
    return {
      messages,
      status: isOpen ? 'open' : Number(status ?? -1),
      details: decodeURIComponent(`${details ?? ''}`),
      trailers: Object.fromEntries(trailers),
    };
  }

  private take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size < this.needed) return;
    const { messages, rest } = messagesIn(Buffer.concat(this.chunks));
    this.chunks = [rest];
    this.size = rest.length;
    this.needed = HEADER_BYTES + (rest.length < HEADER_BYTES ? 0 : rest.readUInt32BE(1));
    this.changed(() => this.messages.push(...messages.map((message) => decode(this.options.answers, message))));
  }

  private changed(change: () => void): void {
    change();
    for (const check of [...this.waiters]) check();
  }
}
