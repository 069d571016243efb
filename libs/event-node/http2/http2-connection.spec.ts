import http2 from 'node:http2';
import net from 'node:net';
import { jest } from '@jest/globals';
import { Http2Connection } from './http2-connection.js';
import { ErrorCode, Flag, FrameType, PREFACE } from './http2-protocol.js';

const TRAILERS = { 'grpc-status': '0', 'grpc-message': 'm'.repeat(20_000) };
const frame = (type: number, flags: number, stream: number, payload: readonly number[] = []): Buffer =>
  Buffer.from([0, payload.length >> 8, payload.length & 255, type, flags, 0, 0, 0, stream, ...payload]);
const SETTINGS = frame(FrameType.SETTINGS, 0, 0);
/** What may wait for a peer that never reads, and the answers of one more read. */
const UNREAD_BYTES_SEEN_MAX = 5 * 1024 * 1024;
/** POST / over http. */
const REQUEST = [0x83, 0x86, 0x84];

describe('an HTTP/2 connection', () => {
  let listener: net.Server;
  let port: number;
  let session: http2.ClientHttp2Session;
  const connections: Http2Connection[] = [];
  const unexpected: unknown[] = [];

  beforeAll(async () => {
    listener = net.createServer((socket) => {
      const connection = new Http2Connection(socket, {
        onStream: echo,
        onUnexpected: (error) => unexpected.push(error),
      });
      connections.push(connection);
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', () => resolve()));
    port = (listener.address() as net.AddressInfo).port;
  });
  afterAll(() => void listener.close());
  beforeEach(() => {
    session = http2.connect(`http://127.0.0.1:${port}`);
  });
  afterEach(() => {
    session.destroy();
    expect(unexpected).toEqual([]);
  });

  it('takes requests and gives answers of any size, whatever the windows', async () => {
    const sizes = [0, 1, 16_384, 16_385, 65_535, 3_000_000, 100, 700_000];
    const bodies = sizes.map((size, n) => Buffer.alloc(size, n + 1));
    const answers = await Promise.all(bodies.map((body) => ask(session, {}, body)));
    answers.forEach((answer, n) => {
      expect(answer.body.equals(bodies[n] ?? Buffer.alloc(0))).toBe(true);
      expect(answer.trailers).toMatchObject(TRAILERS);
    });
  });

  it('takes more calls than it allows at once, one after the other', async () => {
    const answers = await Promise.all(Array.from({ length: 350 }, (_, n) => ask(session, {}, Buffer.from(`${n}`))));
    expect(answers.map(({ body }) => body.toString())).toEqual(answers.map((_, n) => `${n}`));
  });

  it('understands headers of every character as other ends code them', async () => {
    const printable = Array.from({ length: 94 }, (_, n) => String.fromCharCode(33 + n)).join('');
    const headers = { 'x-all': printable, 'x-long': 'v'.repeat(20_000), 'x-high': '\u00e9\u00ff'.repeat(9) };
    for (let repeat = 0; repeat < 2; repeat++) {
      const { told } = await ask(session, headers, Buffer.alloc(0));
      expect(told).toMatchObject({ 'x-all': printable, 'x-long': 'v'.repeat(20_000), 'x-high': headers['x-high'] });
    }
  });

  it('answers pings, and takes no more calls when it closes, but ends those under way', async () => {
    await new Promise((resolve) => session.ping((_error, _duration, payload) => resolve(payload)));
    const call = session.request({ ':method': 'POST' });
    const answer = answerOf(call);
    await ask(session, {}, Buffer.alloc(0));
    const told = new Promise((resolve) => session.once('goaway', resolve));
    connections.at(-1)?.close();
    expect(await told).toBe(ErrorCode.NO_ERROR);
    call.end('late');
    expect((await answer).body.toString()).toBe('late');
  });

  it.each<[string, number, Buffer]>([
    ['bytes that are no HTTP/2', ErrorCode.PROTOCOL_ERROR, Buffer.from('PRI * HTTP/2.1')],
    [
      'another frame before SETTINGS',
      ErrorCode.PROTOCOL_ERROR,
      begun(frame(FrameType.PING, 0, 0, [...PREFACE.subarray(0, 8)]), false),
    ],
    ['a frame too large', ErrorCode.FRAME_SIZE_ERROR, begun(Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 1]))],
    ['data of no stream', ErrorCode.PROTOCOL_ERROR, begun(frame(FrameType.DATA, 0, 0, [1]))],
    ['data of a stream that was never opened', ErrorCode.PROTOCOL_ERROR, begun(frame(FrameType.DATA, 0, 1, [1]))],
    ['a stream with an even number', ErrorCode.PROTOCOL_ERROR, begun(frame(FrameType.HEADERS, 5, 2, REQUEST))],
    [
      'more padding than payload',
      ErrorCode.PROTOCOL_ERROR,
      begun(frame(FrameType.HEADERS, 5 | Flag.PADDED, 1, [9, 0x83])),
    ],
    [
      'a frame within a header block',
      ErrorCode.PROTOCOL_ERROR,
      begun(frame(FrameType.HEADERS, 0, 1, REQUEST), SETTINGS),
    ],
    ['a continuation of nothing', ErrorCode.PROTOCOL_ERROR, begun(frame(FrameType.CONTINUATION, 4, 1, REQUEST))],
    [
      'headers without end',
      ErrorCode.ENHANCE_YOUR_CALM,
      begun(frame(FrameType.HEADERS, 0, 1), ...Array.from({ length: 99 }, () => frame(FrameType.CONTINUATION, 0, 1))),
    ],
    ['headers that cannot be decoded', ErrorCode.COMPRESSION_ERROR, begun(frame(FrameType.HEADERS, 5, 1, [0xff]))],
    ['a window larger by nothing', ErrorCode.PROTOCOL_ERROR, begun(frame(FrameType.WINDOW_UPDATE, 0, 0, [0, 0, 0, 0]))],
    [
      'a window too large',
      ErrorCode.FLOW_CONTROL_ERROR,
      begun(frame(FrameType.WINDOW_UPDATE, 0, 0, [127, 255, 255, 255])),
    ],
    [
      'a window in SETTINGS too large',
      ErrorCode.FLOW_CONTROL_ERROR,
      begun(frame(FrameType.SETTINGS, 0, 0, [0, 4, 255, 255, 255, 255])),
    ],
    ['SETTINGS of a wrong length', ErrorCode.FRAME_SIZE_ERROR, begun(frame(FrameType.SETTINGS, 0, 0, [0, 4, 1]))],
    ['a PING of a wrong length', ErrorCode.FRAME_SIZE_ERROR, begun(frame(FrameType.PING, 0, 0, [1]))],
    ['a push', ErrorCode.PROTOCOL_ERROR, begun(frame(FrameType.PUSH_PROMISE, 4, 1, [0, 0, 0, 2]))],
  ])('ends with GOAWAY on %s', async (_what, code, bytes) => {
    const { goneAway, isClosed } = await spoken(bytes);
    expect({ goneAway, isClosed }).toEqual({ goneAway: code, isClosed: true });
  });

  it('ends with GOAWAY on a flood of resets', async () => {
    // At one moment, so that none is forgotten however long this takes.
    const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
    const { goneAway, isClosed } = await spoken(floodOfResets()).finally(() => clock.mockRestore());
    expect({ goneAway, isClosed }).toEqual({ goneAway: ErrorCode.ENHANCE_YOUR_CALM, isClosed: true });
  });

  it.each<[string, number, Buffer]>([
    ['headers that may not be', ErrorCode.PROTOCOL_ERROR, begun(frame(FrameType.HEADERS, 5, 1, [0x83]))],
    [
      'data behind its end',
      ErrorCode.STREAM_CLOSED,
      begun(
        frame(FrameType.HEADERS, 4, 1, [...REQUEST, 0x00, 1, 0x77, 1, 0x31]),
        frame(FrameType.DATA, 1, 1),
        frame(FrameType.DATA, 0, 1),
      ),
    ],
    [
      'a window too large',
      ErrorCode.FLOW_CONTROL_ERROR,
      begun(frame(FrameType.HEADERS, 4, 1, REQUEST), frame(FrameType.WINDOW_UPDATE, 0, 1, [127, 255, 255, 255])),
    ],
  ])('resets a stream alone on %s', async (_what, code, bytes) => {
    const { resets, goneAway } = await spoken(
      Buffer.concat([bytes, frame(FrameType.PING, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8])]),
    );
    expect({ resets, goneAway }).toEqual({ resets: [code], goneAway: undefined });
  });

  it('cuts off who pings for ever and reads no answer', async () => {
    const pings = Buffer.concat(
      Array.from({ length: 10_000 }, () => frame(FrameType.PING, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8])),
    );
    const socket = net.connect(port, '127.0.0.1');
    socket.pause();
    socket.on('error', () => {});
    const more = (): void => {
      while (!socket.destroyed && socket.write(pings));
    };
    socket.on('drain', more);
    socket.write(begun(pings));
    more();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(Math.max(...connections.map(({ unsentBytes }) => unsentBytes))).toBeLessThan(UNREAD_BYTES_SEEN_MAX);
  });

  /** What the other end says to these bytes, until it closes or answers a ping. */
  function spoken(bytes: Buffer): Promise<{ goneAway: number | undefined; resets: number[]; isClosed: boolean }> {
    return new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
      const resets: number[] = [];
      let goneAway: number | undefined;
      let rest = Buffer.alloc(0);
      const done = (isClosed: boolean): void => {
        socket.destroy();
        resolve({ goneAway, resets, isClosed });
      };
      socket.on('error', () => {});
      socket.on('end', () => done(true));
      socket.on('data', (chunk: Buffer) => {
        rest = Buffer.concat([rest, chunk]);
        while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
          const payload = rest.subarray(9, 9 + rest.readUIntBE(0, 3));
          if (rest[3] === FrameType.GOAWAY) goneAway = payload.readUInt32BE(4);
          if (rest[3] === FrameType.RST_STREAM) resets.push(payload.readUInt32BE(0));
          const isPong = rest[3] === FrameType.PING;
          rest = rest.subarray(9 + payload.length);
          if (isPong) done(false);
        }
      });
    });
  }
});

/** Gives back what it is sent, with the request's own headers; to who sends `w` it says nothing. */
const echo: ConstructorParameters<typeof Http2Connection>[1]['onStream'] = (stream, { headers }) => {
  const chunks: Buffer[] = [];
  stream.listen({
    onData: (chunk) => chunks.push(chunk),
    onEnd: () => {
      if (headers.w !== undefined) return;
      const own = Object.entries(headers).filter(([name]) => name.startsWith('x-'));
      stream.respond({ ':status': 200, ...Object.fromEntries(own) } as Record<string, string | number>);
      stream.write(Buffer.concat(chunks));
      stream.end(TRAILERS);
    },
    onClose: () => {},
  });
};

interface EchoAnswer {
  readonly told: http2.IncomingHttpHeaders;
  readonly trailers: object;
  readonly body: Buffer;
}

function ask(session: http2.ClientHttp2Session, headers: object, body: Buffer): Promise<EchoAnswer> {
  const call = session.request({ ':method': 'POST', ...headers }, { endStream: false });
  call.end(body);
  return answerOf(call);
}

function answerOf(call: http2.ClientHttp2Stream): Promise<EchoAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let told: http2.IncomingHttpHeaders = {};
    let trailers = {};
    call.on('response', (headers) => {
      told = headers;
    });
    call.on('trailers', (headers) => {
      trailers = { ...headers };
    });
    call.on('data', (chunk: Buffer) => chunks.push(chunk));
    call.on('error', reject);
    call.on('close', () => resolve({ told, trailers, body: Buffer.concat(chunks) }));
  });
}

function begun(first: Buffer, ...more: (Buffer | false)[]): Buffer {
  const frames = more.filter((one): one is Buffer => one !== false);
  return Buffer.concat([PREFACE, ...(more.includes(false) ? [] : [SETTINGS]), first, ...frames]);
}

function floodOfResets(): Buffer {
  const open = frame(FrameType.HEADERS, 4, 1, REQUEST);
  const reset = frame(FrameType.RST_STREAM, 0, 1, [0, 0, 0, 8]);
  return begun(open, Buffer.concat(Array.from({ length: 12_000 }, () => reset)));
}
