import { randomBytes } from 'node:crypto';
import http2 from 'node:http2';
import net from 'node:net';
import { END, EventStoreDBClient, START } from '@eventstore/db-client';
import { type EventNode, startEventNode } from '#event-node/start-event-node.js';
import { eventually } from '../../support/eventually.js';
import { happened, newStream, several, Watched } from './events.js';

/** Far above what a start takes, but for one at a moment when the machine does something else. */
const START_WITHIN_MS = 300;
const CONNECTIONS = 100;

describe('an event node that is told to misbehave, or treated badly', () => {
  let node: EventNode;
  let client: EventStoreDBClient;
  beforeEach(async () => {
    node = await startEventNode({ inMemory: true, faults: true, log: () => {} });
    client = EventStoreDBClient.connectionString(node.connectionString);
  });
  afterEach(async () => {
    await client.dispose();
    await node.stop();
  });

  const faults = async (settings: unknown) =>
    (await fetch(`http://127.0.0.1:${node.port}/faults`, { method: 'POST', body: JSON.stringify(settings) })).json();

  it('is started for a test in no time', async () => {
    await eventually(async () => {
      const started = performance.now();
      const another = await startEventNode({ inMemory: true });
      const ms = performance.now() - started;
      await another.stop();
      return ms < START_WITHIN_MS;
    });
  });

  it('drops live subscribers, who go on behind the last event they had', async () => {
    const stream = newStream();
    await client.appendToStream(stream, several(3));
    const watched = new Watched(client.subscribeToStream(stream, { fromRevision: START }));
    await watched.until(() => watched.isCaughtUp);
    expect(await faults({ dropSubscribers: true })).toEqual({ dropped: 1 });
    await watched.until(() => watched.error !== undefined);
    expect(watched.error?.message).toContain('Consumer too slow to handle event while live');
    await client.appendToStream(stream, happened(3));
    const again = new Watched(client.subscribeToStream(stream, { fromRevision: 2n }));
    await again.until(() => again.isCaughtUp);
    expect(again.numbers).toEqual([3]);
    await again.subscription.unsubscribe();
  });

  it('drops them again and again until told to stop', async () => {
    node.setFaults({ dropEveryMs: 20 });
    const stream = newStream();
    for (let drop = 0; drop < 2; drop++) {
      const watched = new Watched(client.subscribeToStream(stream, { fromRevision: END }));
      await watched.until(() => watched.error !== undefined);
    }
    node.setFaults({ dropEveryMs: 0 });
  });

  it('fails so many appends and writes nothing of them', async () => {
    const stream = newStream();
    node.setFaults({ failAppends: 1 });
    await expect(client.appendToStream(stream, happened(1))).rejects.toThrow();
    const answer = await client.appendToStream(stream, happened(2));
    expect(answer.nextExpectedRevision).toBe(0n);
  });

  it('delays appends', async () => {
    const DELAY_MS = 80;
    node.setFaults({ delayAppendsMs: DELAY_MS });
    const started = performance.now();
    await client.appendToStream(newStream(), happened(1));
    expect(performance.now() - started).toBeGreaterThanOrEqual(DELAY_MS - 1);
  });

  it('refuses a fault that it does not know', () => {
    expect(() => node.setFaults({ dropSubscriber: true } as object)).toThrow('unknown fault');
  });

  it('drops a live subscriber that does not read, and keeps serving the others', async () => {
    const stream = newStream();
    const session = http2.connect(`http://127.0.0.1:${node.port}`);
    const call = session.request({
      ':method': 'POST',
      ':path': '/event_store.client.streams.Streams/Read',
      'content-type': 'application/grpc',
    });
    const status = new Promise((resolve) => call.on('trailers', (trailers) => resolve(trailers['grpc-status'])));
    call.end(subscriptionToAllFromEnd());
    await new Promise((resolve) => call.once('response', resolve));
    const large = () => ({ ...happened(0), data: { text: 'x'.repeat(20_000) } });
    for (let n = 0; n < 60; n++) await client.appendToStream(stream, [large(), large(), large(), large()]);
    call.resume();
    expect(await status).toBe('10');
    session.destroy();
  });

  it('goes on after any kind of garbage on its port', async () => {
    await Promise.all(Array.from({ length: CONNECTIONS }, (_, n) => sendGarbage(node.port, n)));
    const answer = await client.appendToStream(newStream(), happened(1));
    expect(answer.success).toBe(true);
  });

  it('goes on after calls whose messages are garbage', async () => {
    const session = http2.connect(`http://127.0.0.1:${node.port}`);
    const methods = ['Read', 'Append', 'BatchAppend', 'Delete', 'Tombstone'];
    const answers = Array.from({ length: CONNECTIONS }, (_, n) =>
      callWithGarbage(session, methods[n % methods.length] ?? '', n),
    );
    for (const answer of await Promise.all(answers)) expect(answer).not.toBe('0');
    session.destroy();
    expect((await client.appendToStream(newStream(), happened(1))).success).toBe(true);
  });
});

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** Random bytes: alone, behind a good beginning of HTTP/2, or behind one of HTTP/1. */
function sendGarbage(port: number, n: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      if (n % 3 === 1) socket.write(PREFACE);
      if (n % 3 === 2) socket.write('GET / HTTP/1.1\r\n');
      socket.end(randomBytes(1 + n * 20));
    });
    socket.on('error', () => {}).on('close', () => resolve());
    socket.resume();
  });
}

/** @returns the status that the call ended with, or that it was reset. */
function callWithGarbage(session: http2.ClientHttp2Session, method: string, n: number): Promise<unknown> {
  const call = session.request({
    ':method': 'POST',
    ':path': `/event_store.client.streams.Streams/${method}`,
    'content-type': 'application/grpc',
  });
  const message = randomBytes(10 + n);
  const header = Buffer.from([0, 0, 0, 0, message.length + (n % 2)]);
  return new Promise((resolve) => {
    call.on('response', (headers) => headers['grpc-status'] !== undefined && resolve(headers['grpc-status']));
    call.on('trailers', (trailers) => resolve(trailers['grpc-status']));
    call.on('error', () => {}).on('close', () => resolve('reset'));
    call.resume();
    call.end(Buffer.concat([header, message]));
  });
}

/** ReadReq { options { all { end }, subscription, no_filter, uuid_option { string } } } as a gRPC frame. */
function subscriptionToAllFromEnd(): Buffer {
  const options = [0x12, 2, 0x1a, 0, 0x32, 0, 0x42, 0, 0x4a, 2, 0x12, 0];
  return Buffer.from([0, 0, 0, 0, options.length + 2, 0x0a, options.length, ...options]);
}
