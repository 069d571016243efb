import http2 from 'node:http2';
import net from 'node:net';
import { EventStoreDBClient, START } from '@eventstore/db-client';
import fc from 'fast-check';
import { type EventNode, startEventNode } from '#event-node/start-event-node.js';
import { eventually } from '../../support/eventually.js';
import { happened, newStream, several, Watched } from './events.js';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const EMPTY_SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
const FUZZ_RUNS = 60;
/** As long as a fuzzed connection is given to be closed by the node; then it is left half-open. */
const FUZZED_FOR_MS = 30;
const STREAMS = '/event_store.client.streams.Streams';
const METHODS = [
  `${STREAMS}/Append`,
  `${STREAMS}/BatchAppend`,
  `${STREAMS}/Read`,
  `${STREAMS}/Delete`,
  `${STREAMS}/Tombstone`,
  '/event_store.client.server_features.ServerFeatures/GetSupportedMethods',
];
const CALL_WITHIN_MS = 20_000;

describe('an event node that is treated badly', () => {
  let node: EventNode;
  let client: EventStoreDBClient;
  const logged: string[] = [];
  beforeEach(async () => {
    logged.length = 0;
    node = await startEventNode({
      inMemory: true,
      limits: { openCalls: 20, subscriptions: 3 },
      log: (message, error) => logged.push(`${message} ${error}`),
    });
    client = EventStoreDBClient.connectionString(node.connectionString);
  });
  afterEach(async () => {
    await client.dispose();
    await node.stop();
  });

  const stillWorks = async () => {
    const { success } = await client.appendToStream(newStream(), happened(1));
    expect(success).toBe(true);
    expect(logged).toEqual([]);
  };

  it('goes on whatever bytes and frames come over a connection', async () => {
    const frame = fc
      .record({
        type: fc.integer({ min: 0, max: 12 }),
        flags: fc.integer({ min: 0, max: 255 }),
        stream: fc.integer({ min: 0, max: 5 }),
        payload: fc.uint8Array({ maxLength: 60 }),
        lie: fc.integer({ min: -2, max: 2 }),
      })
      .map(({ type, flags, stream, payload, lie }) => {
        const length = Math.max(0, payload.length + lie);
        return Buffer.concat([Buffer.from([0, length >> 8, length & 255, type, flags, 0, 0, 0, stream]), payload]);
      });
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 100 }).map((some) => Buffer.from(some)),
      fc.array(frame, { maxLength: 8 }).map((frames) => Buffer.concat([PREFACE, EMPTY_SETTINGS, ...frames])),
      fc.nat(PREFACE.length).map((length) => PREFACE.subarray(0, length)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, (sent) => send(node.port, sent)),
      { numRuns: FUZZ_RUNS },
    );
    await stillWorks();
  });

  it('answers every call, whatever its message is', async () => {
    const session = http2.connect(`http://127.0.0.1:${node.port}`);
    const message = fc.oneof(
      fc.uint8Array({ maxLength: 80 }).map((body) => Buffer.concat([lengthPrefix(body.length), body])),
      fc.uint8Array({ maxLength: 20 }).map((some) => Buffer.from(some)),
      fc.integer({ min: 2 ** 24 + 1, max: 2 ** 32 - 1 }).map(lengthPrefix),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...METHODS), message, async (path, body) => {
        expect(await statusOf(session, path, body)).toMatch(/^(\d+|open)$/);
      }),
      { numRuns: FUZZ_RUNS },
    );
    session.destroy();
    await stillWorks();
  });

  it('lets a half-open connection and one that says nothing wait, and serves the others', async () => {
    const silent = [1, 2, 3].map(() => net.connect(node.port, '127.0.0.1'));
    silent[0]?.write(PREFACE.subarray(0, 10));
    silent[1]?.write(Buffer.concat([PREFACE, EMPTY_SETTINGS, Buffer.from([0, 0, 50, 1, 4, 0, 0, 0, 1])]));
    await stillWorks();
    for (const socket of silent) socket.destroy();
  });

  it('holds little for a reader that does not read, and drops it when it falls behind', async () => {
    const session = http2.connect(`http://127.0.0.1:${node.port}`, { settings: { initialWindowSize: 0 } });
    const stream = newStream();
    const call = session.request(headersOf(`${STREAMS}/Read`));
    call.on('error', () => {});
    call.end(subscribeToAll());
    const metrics = async () => (await fetch(`http://127.0.0.1:${node.port}/metrics`)).text();
    await eventually(async () => (await metrics()).includes('event_node_live_subscriptions 1'));
    for (let append = 0; append < 20; append++) await client.appendToStream(stream, several(100));
    await eventually(async () => (await metrics()).includes('event_node_live_subscriptions 0'));
    session.destroy();
    await stillWorks();
  });

  it('refuses more subscriptions than its limit, and takes new ones when others have gone', async () => {
    const watch = () => new Watched(client.subscribeToStream(newStream(), { fromRevision: START }));
    const stream = newStream();
    await client.appendToStream(stream, happened(1));
    const live = () => new Watched(client.subscribeToStream(stream, { fromRevision: START }));
    const watched = [live(), live(), live()];
    for (const one of watched) await one.until(() => one.isCaughtUp);
    const refused = watch();
    await refused.until(() => refused.error !== undefined);
    expect(refused.error?.message).toContain('too many subscriptions');
    for (const one of watched) await one.subscription.unsubscribe();
    const another = live();
    await another.until(() => another.isCaughtUp);
    await another.subscription.unsubscribe();
  });

  it('refuses more open calls than its limit', async () => {
    const session = http2.connect(`http://127.0.0.1:${node.port}`);
    const open = Array.from({ length: 20 }, () => session.request(headersOf(`${STREAMS}/BatchAppend`)));
    await Promise.all(open.map((call) => new Promise((resolve) => call.once('response', resolve))));
    expect(await statusOf(session, `${STREAMS}/Append`, Buffer.alloc(0))).toBe('8');
    session.destroy();
  });

  it('tells its metrics, and nothing of what is stored in them', async () => {
    await client.appendToStream('secret-name', happened(1));
    const answer = await fetch(`http://127.0.0.1:${node.port}/metrics`);
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    for (const line of [
      'event_node_events_written_total 2',
      'event_node_commit_seconds_count 2',
      'event_node_commit_seconds_bucket{le="+Inf"} 2',
      'event_node_streams 2',
      'event_node_subscriptions 0',
      'event_node_connections ',
    ])
      expect(text).toContain(`\n${line}`);
    expect(text).not.toContain('secret-name');
  });
});

const headersOf = (path: string) => ({
  ':method': 'POST',
  ':path': path,
  'content-type': 'application/grpc',
  te: 'trailers',
});

function lengthPrefix(length: number): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(length, 1);
  return prefix;
}

/** ReadReq { options { all { start }, subscription, no_filter, uuid_option { string } } } */
function subscribeToAll(): Buffer {
  const options = [0x12, 2, 0x1a, 0, 0x32, 0, 0x42, 0, 0x4a, 2, 0x12, 0];
  const message = Buffer.from([0x0a, options.length, ...options]);
  return Buffer.concat([lengthPrefix(message.length), message]);
}

/** Writes the bytes; waits until the node closes, or for a moment. */
function send(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('error', () => {});
    socket.setTimeout(FUZZED_FOR_MS, () => socket.destroy());
    socket.on('close', () => resolve());
    socket.resume();
  });
}

/** The call's gRPC status; `open` when it has answered and waits for more. */
function statusOf(session: http2.ClientHttp2Session, path: string, body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = session.request(headersOf(path));
    const timer = setTimeout(() => reject(new Error(`${path} was not answered`)), CALL_WITHIN_MS);
    const done = (status: unknown): void => {
      clearTimeout(timer);
      call.close();
      resolve(`${status}`);
    };
    call.on('error', () => {});
    call.on('response', (headers) => {
      if (headers['grpc-status'] !== undefined) done(headers['grpc-status']);
      else if (path.endsWith('BatchAppend') || path.endsWith('Read')) setTimeout(() => done('open'), FUZZED_FOR_MS);
    });
    call.on('trailers', (trailers) => done(trailers['grpc-status']));
    call.resume();
    call.end(body);
  });
}
