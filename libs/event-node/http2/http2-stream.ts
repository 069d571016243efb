import type { ResponseHeaders } from './header-encoder.js';
import { DEFAULT_FRAME_BYTES_MAX, ErrorCode, Flag } from './http2-protocol.js';
import { ReceiveWindow } from './receive-window.js';

/** What is told of a request. */
export interface StreamListener {
  onData(chunk: Buffer): void;
  /** The caller has said all. */
  onEnd(): void;
  /** The stream is over, for whatever reason. */
  onClose(): void;
}

/** What a stream needs of its connection. */
export interface StreamHost {
  /** What of the connection's window is left. */
  sendWindow: number;
  readonly isFull: boolean;
  /** Bytes that the network has not taken. */
  readonly unsentBytes: number;
  sendHeaders(streamId: number, headers: ResponseHeaders, flags: number): void;
  sendData(streamId: number, payload: Buffer): void;
  sendReset(streamId: number, code: number): void;
  /** `sendNext` is to be called when there is room again. */
  waitForRoom(stream: Http2Stream): void;
  /** Bytes were taken: the peer may send as many more. */
  credit(stream: Http2Stream, bytes: number): void;
  forget(stream: Http2Stream): void;
}

/** One request and its answer. Data goes out as the peer's windows and the network take it. */
export class Http2Stream {
  private listener: StreamListener | undefined;
  private queue: Buffer[] = [];
  private queued = 0;
  private trailers: ResponseHeaders | undefined;
  /** Told with the end of the answer to a caller that is still sending. */
  private resetCode: number = ErrorCode.NO_ERROR;
  private paused = false;
  private held: Buffer[] = [];
  private isEndHeld = false;
  private onRoom: (() => void) | undefined;
  /** The caller has said all. */
  isRequestWhole = false;
  isClosed = false;
  readonly receiveWindow: ReceiveWindow;

  constructor(
    readonly id: number,
    private readonly host: StreamHost,
    public sendWindow: number,
    receiveWindowBytes: number,
  ) {
    this.receiveWindow = new ReceiveWindow(receiveWindowBytes);
  }

  listen(listener: StreamListener): void {
    this.listener = listener;
  }

  respond(headers: ResponseHeaders): void {
    if (!this.isClosed) this.host.sendHeaders(this.id, headers, 0);
  }

  /** The whole answer is this. */
  respondAndEnd(headers: ResponseHeaders, resetCode: number = ErrorCode.NO_ERROR): void {
    if (this.isClosed) return;
    this.resetCode = resetCode;
    this.finish(headers);
  }

  /** @returns how many bytes wait: here for the peer to open a window, or for the network. */
  write(bytes: Buffer): number {
    if (this.isClosed || bytes.length === 0) return 0;
    this.queue.push(bytes);
    this.queued += bytes.length;
    if (this.queued === bytes.length) while (this.sendNext());
    return this.queued + this.host.unsentBytes;
  }

  /** Behind all data. A caller that is still sending is told `resetCode`. */
  end(trailers: ResponseHeaders, resetCode: number = ErrorCode.NO_ERROR): void {
    if (this.isClosed) return;
    this.resetCode = resetCode;
    if (this.queued === 0) this.finish(trailers);
    else this.trailers = trailers;
  }

  /** Called once, when nothing waits any more. */
  whenSent(onRoom: () => void): void {
    this.onRoom = onRoom;
    this.host.waitForRoom(this);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    const held = this.held;
    this.held = [];
    for (const chunk of held) this.receive(chunk);
    if (this.isEndHeld && !this.paused) this.receiveEnd();
  }

  reset(code: number): void {
    if (this.isClosed) return;
    this.host.sendReset(this.id, code);
    this.close();
  }

  /** The peer sent this. */
  receive(chunk: Buffer): void {
    if (this.paused) this.held.push(chunk);
    else this.take(chunk);
  }

  receiveEnd(): void {
    this.isRequestWhole = true;
    this.isEndHeld = this.paused;
    if (!this.isClosed && !this.paused) this.listener?.onEnd();
  }

  /** The stream is over on both sides, or the connection is. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.queue = [];
    this.queued = 0;
    this.held = [];
    this.host.forget(this);
    this.listener?.onClose();
  }

  /** Sends one frame of what waits. @returns false when there is no room for it, or nothing more. */
  sendNext(): boolean {
    if (this.isClosed) return false;
    const [first] = this.queue;
    const room = Math.min(this.sendWindow, this.host.sendWindow, DEFAULT_FRAME_BYTES_MAX);
    if (this.host.isFull || (first !== undefined && room <= 0)) {
      this.host.waitForRoom(this);
      return false;
    }
    if (first === undefined) {
      this.tellRoom();
      return false;
    }
    const isWhole = first.length <= room;
    const payload = isWhole ? first : first.subarray(0, room);
    if (isWhole) this.queue.shift();
    else this.queue[0] = first.subarray(room);
    this.queued -= payload.length;
    this.sendWindow -= payload.length;
    this.host.sendWindow -= payload.length;
    this.host.sendData(this.id, payload);
    if (this.queue.length > 0) return true;
    if (this.trailers === undefined) this.tellRoom();
    else this.finish(this.trailers);
    return false;
  }

  private tellRoom(): void {
    const { onRoom } = this;
    this.onRoom = undefined;
    onRoom?.();
  }

  private take(chunk: Buffer): void {
    if (this.isClosed) return;
    this.host.credit(this, chunk.length);
    this.listener?.onData(chunk);
  }

  private finish(headers: ResponseHeaders): void {
    this.host.sendHeaders(this.id, headers, Flag.END_STREAM);
    if (!this.isRequestWhole) this.host.sendReset(this.id, this.resetCode);
    this.close();
  }
}
