import { ErrorCode } from '../http2/http2-protocol.js';
import type { Http2Stream } from '../http2/http2-stream.js';
import { GrpcFault, GrpcStatus, handlerFault } from '../protocol/grpc-status.js';
import { MalformedMessageError } from '../protocol/protobuf-reader.js';
import { FrameSplitter, type RequestEncoding } from './frame-splitter.js';
import type { RequestMemory } from './request-memory.js';

const HEADERS = { ':status': 200, 'content-type': 'application/grpc' } as const;
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
  private deadline: NodeJS.Timeout | undefined;
  private heldBytes = 0;

  constructor(
    private readonly stream: Http2Stream,
    private readonly memory: RequestMemory,
    private readonly onUnexpected: (error: unknown) => void,
  ) {}

  get isOver(): boolean {
    return this.ended || this.stream.isClosed;
  }

  /** Reads the request into the handler until the call is over. */
  serve(handler: CallHandler, encoding: RequestEncoding | undefined, timeout: string | undefined): void {
    const { stream } = this;
    const splitter = new FrameSplitter(encoding);
    this.memory.beginCall();
    const onMessage = (message: Buffer): void => {
      if (!this.ended) handler.onMessage(message);
    };
    stream.listen({
      onData: (chunk) => {
        if (!this.ended) this.guard(() => this.take(chunk, splitter, onMessage));
      },
      onEnd: () => {
        if (!this.isOver) this.guard(() => handler.onHalfClose(splitter.isPartial));
      },
      onClose: () => {
        clearTimeout(this.deadline);
        this.ended = true;
        this.release(this.heldBytes);
        this.memory.endCall();
        handler.onClosed?.();
      },
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
    this.stream.whenSent(() => this.stream.resume());
  }

  /** @returns false when the caller reads slower than this: wait for `onDrained`. */
  write(bytes: Buffer): boolean {
    if (this.isOver) return true;
    this.respond();
    return this.stream.write(bytes) < UNSENT_BYTES_MAX;
  }

  /** Response headers without a message. */
  respond(): void {
    if (this.responded) return;
    this.responded = true;
    this.stream.respond(HEADERS);
  }

  onDrained(resume: () => void): void {
    this.stream.whenSent(resume);
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
    if (bytes !== undefined) this.stream.write(bytes);
    this.stream.end(OK_TRAILERS);
  }

  fail(fault: GrpcFault, resetCode: number = ErrorCode.NO_ERROR): void {
    if (this.isOver) return;
    const trailers = {
      'grpc-status': `${fault.status}`,
      ...(fault.message === '' ? {} : { 'grpc-message': percentEncoded(fault.message) }),
      ...Object.fromEntries(Object.entries(fault.trailers).map(([name, value]) => [name, percentEncoded(value)])),
    };
    if (!this.responded) {
      this.endAtOnce(trailers, resetCode);
      return;
    }
    this.ended = true;
    this.stream.end(trailers, resetCode);
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
  private endAtOnce(trailers: Readonly<Record<string, string>>, resetCode: number = ErrorCode.NO_ERROR): void {
    this.responded = true;
    this.ended = true;
    this.stream.respondAndEnd({ ...HEADERS, ...trailers }, resetCode);
  }

  private startDeadline(timeout: string | undefined): void {
    const ms = timeoutMs(timeout);
    if (ms === undefined) return;
    this.deadline = setTimeout(() => this.exceedDeadline(), ms);
  }

  private exceedDeadline(): void {
    this.fail(new GrpcFault(GrpcStatus.DEADLINE_EXCEEDED, 'Deadline Exceeded'), ErrorCode.CANCEL);
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
