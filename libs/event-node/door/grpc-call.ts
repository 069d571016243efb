import { constants, type ServerHttp2Stream } from 'node:http2';
import { GrpcFault, GrpcStatus, handlerFault } from '../protocol/grpc-status.js';
import { MalformedMessageError } from '../protocol/protobuf-reader.js';
import { FrameSplitter, type RequestEncoding } from './frame-splitter.js';
import type { RequestMemory } from './request-memory.js';

const HEADERS = { ':status': 200, 'content-type': 'application/grpc' } as const;
const RESPOND_AND_WAIT = { waitForTrailers: true } as const;
const OK_TRAILERS = { 'grpc-status': '0' } as const;

/** Bytes that may wait for a caller before it counts as slow; as much as the real server's response buffer. */
const UNSENT_BYTES_MAX = 64 * 1024;

/** What a method does with a call. Exceptions end the call with their status. */
export interface CallHandler {
  onMessage(message: Buffer): void;
  /** The caller has said all. `isPartial`: it stopped within a message. */
  onHalfClose(isPartial: boolean): void;
  /** The call is over, for whatever reason. */
  onClosed?(): void;
}

/** One gRPC call on its HTTP/2 stream. */
export class GrpcCall {
  private responded = false;
  private ended = false;
  private trailers: Readonly<Record<string, string>> = OK_TRAILERS;
  /** What the caller is told when it is still sending. */
  private resetCode: number = constants.NGHTTP2_NO_ERROR;
  private deadline: NodeJS.Timeout | undefined;
  private heldBytes = 0;

  constructor(
    private readonly stream: ServerHttp2Stream,
    private readonly memory: RequestMemory,
    private readonly onUnexpected: (error: unknown) => void,
  ) {}

  get isOver(): boolean {
    return this.ended || this.stream.destroyed;
  }

  /** Reads the request into the handler until the call is over. */
  serve(handler: CallHandler, encoding: RequestEncoding | undefined, timeout: string | undefined): void {
    const { stream } = this;
    const splitter = new FrameSplitter(encoding);
    this.memory.beginCall();
    const onMessage = (message: Buffer): void => {
      if (!this.ended) handler.onMessage(message);
    };
    stream.on('data', (chunk: Buffer) => {
      if (!this.ended) this.guard(() => this.take(chunk, splitter, onMessage));
    });
    stream.on('end', () => {
      if (!this.isOver && !stream.aborted) this.guard(() => handler.onHalfClose(splitter.isPartial));
    });
    stream.on('close', () => {
      clearTimeout(this.deadline);
      this.ended = true;
      this.release(this.heldBytes);
      this.memory.endCall();
      handler.onClosed?.();
    });
    this.startDeadline(timeout);
  }

  /** So much of the request is done with. All of it is when the call is over. */
  release(bytes: number): void {
    const released = Math.min(bytes, this.heldBytes);
    this.heldBytes -= released;
    this.memory.giveBack(released);
  }

  /** A caller that does not read its answers is not listened to either. */
  pauseUntilDrained(): void {
    this.stream.pause();
    this.stream.once('drain', () => this.stream.resume());
  }

  /** @returns false when the caller reads slower than this: wait for `onDrained`. */
  write(bytes: Buffer): boolean {
    if (this.isOver) return true;
    this.respond();
    return this.stream.write(bytes) || this.stream.writableLength < UNSENT_BYTES_MAX;
  }

  /** Response headers without a message. */
  respond(): void {
    if (this.responded) return;
    this.responded = true;
    this.stream.respond(HEADERS, RESPOND_AND_WAIT);
    this.stream.once('wantTrailers', () => {
      this.stream.sendTrailers(this.trailers);
      // Not in this turn: the reset would overtake the trailers.
      setImmediate(() => this.stopReading());
    });
  }

  onDrained(resume: () => void): void {
    this.stream.once('drain', resume);
  }

  /** Ends the call well, with a last message or several if given. */
  end(bytes?: Buffer): void {
    if (this.isOver) return;
    if (bytes === undefined && !this.responded) {
      this.endAtOnce(OK_TRAILERS);
      return;
    }
    this.respond();
    this.ended = true;
    if (bytes === undefined) this.stream.end();
    else this.stream.end(bytes);
  }

  fail(fault: GrpcFault, resetCode: number = constants.NGHTTP2_NO_ERROR): void {
    if (this.isOver) return;
    this.resetCode = resetCode;
    const trailers = {
      'grpc-status': `${fault.status}`,
      ...(fault.message === '' ? {} : { 'grpc-message': percentEncoded(fault.message) }),
      ...Object.fromEntries(Object.entries(fault.trailers).map(([name, value]) => [name, percentEncoded(value)])),
    };
    if (!this.responded) {
      this.endAtOnce(trailers);
      return;
    }
    this.ended = true;
    this.trailers = trailers;
    this.stream.end();
  }

  /** Runs what may throw; any exception ends the call. */
  guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.fail(this.faultOf(error));
    }
  }

  private take(chunk: Buffer, splitter: FrameSplitter, onMessage: (message: Buffer) => void): void {
    this.memory.take(chunk.length, this.heldBytes);
    this.heldBytes += chunk.length;
    splitter.push(chunk, onMessage);
  }

  private faultOf(error: unknown): GrpcFault {
    if (error instanceof GrpcFault) return error;
    if (!(error instanceof MalformedMessageError)) this.onUnexpected(error);
    return handlerFault();
  }

  /** Trailers-Only: one header frame is the whole answer. */
  private endAtOnce(trailers: Readonly<Record<string, string>>): void {
    this.responded = true;
    this.ended = true;
    this.stream.respond({ ...HEADERS, ...trailers }, { endStream: true });
    this.stopReading();
  }

  /** The caller may still be sending: nobody listens any more. */
  private stopReading(): void {
    if (!this.stream.readableEnded) this.stream.close(this.resetCode);
  }

  private startDeadline(timeout: string | undefined): void {
    const ms = timeoutMs(timeout);
    if (ms === undefined) return;
    this.deadline = setTimeout(() => this.exceedDeadline(), ms);
  }

  private exceedDeadline(): void {
    this.fail(new GrpcFault(GrpcStatus.DEADLINE_EXCEEDED, 'Deadline Exceeded'), constants.NGHTTP2_CANCEL);
  }
}

const TIMEOUT = /^(\d{1,8})([HMSmun])$/;
const UNIT_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };
/** Longer than this a timer cannot be set; nobody waits for it. */
const TIMER_MS_MAX = 2_147_483_647;

/** What `grpc-timeout` says; malformed ones and zero are ignored, as the real server does. */
function timeoutMs(header: string | undefined): number | undefined {
  const parts = header === undefined ? null : TIMEOUT.exec(header);
  if (parts === null) return undefined;
  const ms = Number(parts[1]) * (UNIT_MS[parts[2] ?? ''] ?? 0);
  return ms < 1 || ms > TIMER_MS_MAX ? undefined : ms;
}

/** Trailer values are printable ASCII; anything else is percent-encoded, as gRPC has it for its messages. */
const percentEncoded = (text: string): string =>
  /[^\x20-\x7e]|%/.test(text) ? text.replace(/[^\x20-\x24\x26-\x7e]+/g, encodeURIComponent) : text;
