import type { Duplex } from 'node:stream';
import { checkLength, checkPriority, enlarged, protocolFault, withoutPadding } from './frame-checks.js';
import { type Frame, FrameReader } from './frame-reader.js';
import { FrameWriter } from './frame-writer.js';
import { HEADER_LIST_BYTES_MAX, HeaderBlocks } from './header-blocks.js';
import type { DecodedHeaders } from './header-decoder.js';
import { HeaderEncoder, type ResponseHeaders } from './header-encoder.js';
import {
  ConnectionFault,
  DEFAULT_FRAME_BYTES_MAX,
  DEFAULT_WINDOW_BYTES,
  ErrorCode,
  Flag,
  FrameType,
  Setting,
  StreamFault,
  WINDOW_BYTES_LIMIT,
} from './http2-protocol.js';
import { Http2Stream, type StreamHost } from './http2-stream.js';
import { ReceiveWindow } from './receive-window.js';
import { ResetLimit } from './reset-limit.js';
import { applySettings, encodeSettings, number32 } from './settings.js';

/** As the real server's SETTINGS say: a client opens another connection for more calls. */
const STREAMS_MAX = 100;
const STREAM_WINDOW_BYTES = 768 * 1024;
const CONNECTION_WINDOW_BYTES = 4 * STREAM_WINDOW_BYTES;
const OWN_SETTINGS = encodeSettings([
  [Setting.MAX_CONCURRENT_STREAMS, STREAMS_MAX],
  [Setting.INITIAL_WINDOW_SIZE, STREAM_WINDOW_BYTES],
  [Setting.MAX_HEADER_LIST_SIZE, HEADER_LIST_BYTES_MAX],
]);
/** So long a peer has to read the end of a connection. */
const LINGER_MS = 1_000;

export interface ConnectionOptions {
  readonly onStream: (stream: Http2Stream, headers: DecodedHeaders) => void;
  /** A defect: the connection ends. */
  readonly onUnexpected: (error: unknown) => void;
}

/**
 * The server's end of an HTTP/2 connection, no more of RFC 9113 than calls need: no push, no priorities. Node's own takes several
 * turns and two writes for an answer with trailers; here it leaves in one, and what many calls are answered in one turn, too.
 */
export class Http2Connection implements StreamHost {
  private readonly reader = new FrameReader();
  private readonly writer: FrameWriter;
  private readonly headerBlocks = new HeaderBlocks();
  private readonly encoder = new HeaderEncoder();
  private readonly streams = new Map<number, Http2Stream>();
  private readonly waiting = new Set<Http2Stream>();
  private lastStreamId = 0;
  private isClosing = false;
  private streamWindow = DEFAULT_WINDOW_BYTES;
  sendWindow = DEFAULT_WINDOW_BYTES;
  private readonly receiveWindow = new ReceiveWindow(CONNECTION_WINDOW_BYTES);
  private readonly resetLimit = new ResetLimit();

  constructor(
    private readonly socket: Duplex,
    private readonly options: ConnectionOptions,
  ) {
    this.writer = new FrameWriter(socket);
    this.writer.frame(FrameType.SETTINGS, 0, 0, OWN_SETTINGS);
    this.writer.frame(FrameType.WINDOW_UPDATE, 0, 0, number32(CONNECTION_WINDOW_BYTES - DEFAULT_WINDOW_BYTES));
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('drain', () => this.sendWaiting());
    socket.on('error', () => socket.destroy());
    socket.on('end', () => this.over());
    socket.on('close', () => this.over());
  }

  /** What was read before the connection was known for HTTP/2. */
  take(chunk: Buffer): void {
    if (this.socket.destroyed || this.socket.writableEnded) return;
    try {
      this.reader.push(chunk, (frame) => this.takeFrame(frame));
    } catch (error) {
      if (!(error instanceof ConnectionFault)) this.options.onUnexpected(error);
      this.goAway(error instanceof ConnectionFault ? error.code : ErrorCode.INTERNAL_ERROR);
    }
  }

  /** No more calls; ends when those under way have ended. */
  close(): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.sendGoAway(ErrorCode.NO_ERROR);
    if (this.streams.size === 0) this.endSocket();
  }

  get isFull(): boolean {
    return this.writer.isFull;
  }

  get unsentBytes(): number {
    return this.writer.unsentBytes;
  }

  sendHeaders(streamId: number, headers: ResponseHeaders, flags: number): void {
    this.writer.headers(streamId, this.encoder.encode(headers), flags, DEFAULT_FRAME_BYTES_MAX);
  }

  sendData(streamId: number, payload: Buffer): void {
    this.writer.frame(FrameType.DATA, 0, streamId, payload);
  }

  sendReset(streamId: number, code: number): void {
    this.writer.frame(FrameType.RST_STREAM, 0, streamId, number32(code));
  }

  waitForRoom(stream: Http2Stream): void {
    this.waiting.add(stream);
  }

  credit(stream: Http2Stream, bytes: number): void {
    this.tellGrown(0, this.receiveWindow.credit(bytes));
    if (!stream.isRequestWhole) this.tellGrown(stream.id, stream.receiveWindow.credit(bytes));
  }

  forget(stream: Http2Stream): void {
    this.streams.delete(stream.id);
    this.waiting.delete(stream);
    if (this.isClosing && this.streams.size === 0) this.endSocket();
  }

  private tellGrown(streamId: number, bytes: number): void {
    if (bytes > 0) this.writer.frame(FrameType.WINDOW_UPDATE, 0, streamId, number32(bytes));
  }

  private takeFrame(frame: Frame): void {
    try {
      this.headerBlocks.checkOrder(frame);
      this.dispatch(frame);
    } catch (error) {
      if (!(error instanceof StreamFault)) throw error;
      this.resetLimit.count();
      const stream = this.streams.get(error.streamId);
      if (stream === undefined) this.sendReset(error.streamId, error.code);
      else stream.reset(error.code);
    }
  }

  private dispatch(frame: Frame): void {
    const { type } = frame;
    if (type === FrameType.DATA) this.takeData(frame);
    else if (type === FrameType.HEADERS || type === FrameType.CONTINUATION) this.takeHeaders(frame);
    else if (type === FrameType.WINDOW_UPDATE) this.takeWindowUpdate(frame);
    else if (type === FrameType.SETTINGS) this.takeSettings(frame);
    else if (type === FrameType.PING) this.takePing(frame);
    else if (type === FrameType.RST_STREAM) this.takeReset(frame);
    else if (type === FrameType.PRIORITY) checkPriority(frame);
    else if (type === FrameType.GOAWAY) this.takeGoAway(frame);
    else if (type === FrameType.PUSH_PROMISE) throw protocolFault('a client does not push');
  }

  private takeData(frame: Frame): void {
    const { streamId, flags, payload } = frame;
    this.checkNotIdle(streamId);
    if (!this.receiveWindow.take(payload.length))
      throw new ConnectionFault(ErrorCode.FLOW_CONTROL_ERROR, 'more data than allowed');
    const content = withoutPadding(frame, 0);
    const stream = this.streams.get(streamId);
    if (stream === undefined) {
      this.tellGrown(0, this.receiveWindow.credit(payload.length));
      return;
    }
    if (stream.isRequestWhole) throw new StreamFault(streamId, ErrorCode.STREAM_CLOSED, 'data behind the end');
    if (!stream.receiveWindow.take(payload.length))
      throw new StreamFault(streamId, ErrorCode.FLOW_CONTROL_ERROR, 'more data than allowed');
    if (payload.length > content.length) this.credit(stream, payload.length - content.length);
    if (content.length > 0) stream.receive(content);
    if ((flags & Flag.END_STREAM) !== 0 && !stream.isClosed) stream.receiveEnd();
  }

  private takeHeaders(frame: Frame): void {
    // Decoded also where nobody wants them: the next ones build on these.
    const opened = this.headerBlocks.take(frame);
    if (opened === undefined) return;
    const { streamId, isEnd, decoded } = opened;
    const known = this.streams.get(streamId);
    if (known !== undefined) {
      if (!isEnd || known.isRequestWhole) throw new StreamFault(streamId, ErrorCode.PROTOCOL_ERROR, 'headers again');
      known.receiveEnd();
    } else if (streamId > this.lastStreamId) this.open(streamId, isEnd, decoded);
    // Else of a call that this end has reset meanwhile.
  }

  private open(streamId: number, isEnd: boolean, decoded: DecodedHeaders): void {
    this.lastStreamId = streamId;
    if (this.isClosing || this.streams.size >= STREAMS_MAX)
      throw new StreamFault(streamId, ErrorCode.REFUSED_STREAM, 'too many streams');
    if (decoded.isMalformed) throw new StreamFault(streamId, ErrorCode.PROTOCOL_ERROR, 'malformed headers');
    const stream = new Http2Stream(streamId, this, this.streamWindow, STREAM_WINDOW_BYTES);
    this.streams.set(streamId, stream);
    this.options.onStream(stream, decoded);
    if (isEnd && !stream.isClosed) stream.receiveEnd();
  }

  private takeWindowUpdate({ streamId, payload }: Frame): void {
    checkLength(payload, 4);
    const more = payload.readUInt32BE(0) & WINDOW_BYTES_LIMIT;
    if (streamId === 0) {
      if (more === 0) throw protocolFault('a window larger by nothing');
      this.sendWindow = enlarged(this.sendWindow, more);
    } else {
      this.checkNotIdle(streamId);
      if (more === 0) throw new StreamFault(streamId, ErrorCode.PROTOCOL_ERROR, 'a window larger by nothing');
      const stream = this.streams.get(streamId);
      if (stream === undefined) return;
      if (stream.sendWindow + more > WINDOW_BYTES_LIMIT)
        throw new StreamFault(streamId, ErrorCode.FLOW_CONTROL_ERROR, 'a window too large');
      stream.sendWindow += more;
    }
    this.sendWaiting();
  }

  private takeSettings({ streamId, flags, payload }: Frame): void {
    if (streamId !== 0) throw protocolFault('SETTINGS of a stream');
    if ((flags & Flag.ACK) !== 0) {
      checkLength(payload, 0);
      return;
    }
    applySettings(payload, {
      headerTable: (bytes) => this.encoder.limitTable(bytes),
      window: (bytes) => {
        for (const stream of this.streams.values())
          stream.sendWindow = enlarged(stream.sendWindow, bytes - this.streamWindow);
        this.streamWindow = bytes;
      },
    });
    this.writer.frame(FrameType.SETTINGS, Flag.ACK, 0);
    this.sendWaiting();
  }

  private takePing({ streamId, flags, payload }: Frame): void {
    if (streamId !== 0) throw protocolFault('PING of a stream');
    checkLength(payload, 8);
    if ((flags & Flag.ACK) === 0) this.writer.frame(FrameType.PING, Flag.ACK, 0, payload);
  }

  private takeReset({ streamId, payload }: Frame): void {
    this.checkNotIdle(streamId);
    checkLength(payload, 4);
    this.resetLimit.count();
    this.streams.get(streamId)?.close();
  }

  private takeGoAway({ streamId, payload }: Frame): void {
    if (streamId !== 0) throw protocolFault('GOAWAY of a stream');
    if (payload.length < 8) throw new ConnectionFault(ErrorCode.FRAME_SIZE_ERROR, 'GOAWAY too short');
    this.close();
  }

  /** Stream 0 and streams that were never opened have nothing of this kind. */
  private checkNotIdle(streamId: number): void {
    if (streamId === 0 || streamId > this.lastStreamId || streamId % 2 === 0)
      throw protocolFault('a frame of no stream');
  }

  /** A frame of each in turn, as long as there is room. */
  private sendWaiting(): void {
    while (this.waiting.size > 0 && !this.isFull) {
      const turn = [...this.waiting];
      this.waiting.clear();
      let goesOn = false;
      for (const stream of turn) {
        if (!stream.sendNext()) continue;
        this.waiting.add(stream);
        goesOn = true;
      }
      if (!goesOn) return;
    }
  }

  private sendGoAway(code: number): void {
    this.writer.frame(FrameType.GOAWAY, 0, 0, Buffer.concat([number32(this.lastStreamId), number32(code)]));
  }

  private goAway(code: number): void {
    this.isClosing = true;
    this.sendGoAway(code);
    this.over();
    this.endSocket();
  }

  private endSocket(): void {
    this.writer.flush();
    this.socket.end();
    setTimeout(() => this.socket.destroy(), LINGER_MS).unref();
  }

  /** Nobody is there any more. */
  private over(): void {
    for (const stream of [...this.streams.values()]) stream.close();
  }
}
