import { randomUUID } from 'node:crypto';
import { startEventNode } from '#event-node/start-event-node.js';
import { StoreUnavailableError, StreamConflictError } from '#event-store/event-appender.js';
import { AppendChannel, type WasWritten } from '#event-store/eventstoredb/append-channel.js';
import {
  appendOf,
  type Doors,
  type Node,
  newStream,
  openDoors,
  urlOf,
  usersOf,
} from '../contract/event-store/fixture-store.js';
import { startTcpProxy, type TcpProxy } from '../contract/event-store/tcp-proxy.js';

let node: Node;
let proxy: TcpProxy;
/** Straight to the node: what is really in it, and the work of somebody else. */
let direct: Doors;
/** Through the proxy: the one under test. */
let doors: Doors;
/** So that a lost answer is noticed in moments; the bounds are what is tested, not their length. */
const IMPATIENT = { appendTryMs: 600, readStallMs: 1_000, giveUpMs: 3_000 };
/** Far longer than any patience here. */
const LATE_MS = 20_000;
const rejections: unknown[] = [];
const keepRejection = (reason: unknown) => rejections.push(reason);

beforeAll(() => {
  process.on('unhandledRejection', keepRejection);
});

beforeEach(async () => {
  node = await startEventNode({ inMemory: true, faults: true });
  proxy = await startTcpProxy(node.port);
  direct = openDoors(node.connectionString, IMPATIENT);
  doors = openDoors(urlOf(proxy.port), IMPATIENT);
  await doors.appender.append(appendOf(newStream(), ['the connection is open']));
});

afterEach(async () => {
  await Promise.all([doors.close(), direct.close()]);
  await proxy.stop();
  await node.stop();
  expect(rejections).toEqual([]);
});

afterAll(() => {
  process.off('unhandledRejection', keepRejection);
});

/** Waits until somebody else sees so many events in the stream. */
async function untilThere(stream: string, events: number): Promise<void> {
  while ((await direct.reader.readStream(stream)).length < events) await new Promise((resume) => setImmediate(resume));
}

describe('an append whose answer is lost', () => {
  it('is sent again with the same bytes, and is there once', async () => {
    const stream = newStream();
    proxy.swallowAnswers();
    const [stored, again] = await doors.appender.append(appendOf(stream, ['ada', 'grace']));
    expect([stored?.event, again?.event]).toEqual((await direct.reader.readStream(stream)).map(({ event }) => event));
    expect(again?.position).toBe((await direct.reader.readLast(stream))?.position);
  });

  it('is a success also when somebody else has gone on behind it meanwhile', async () => {
    const stream = newStream();
    proxy.swallowAnswers();
    const appending = doors.appender.append(appendOf(stream, ['ada', 'grace']));
    await untilThere(stream, 2);
    await direct.appender.append(appendOf(stream, ['edsger'], await direct.reader.readLast(stream)));
    expect(usersOf(await appending)).toEqual(['ada', 'grace']);
    expect(usersOf(await direct.reader.readStream(stream))).toEqual(['ada', 'grace', 'edsger']);
  });
});

describe('an append that was lost on its way', () => {
  it('is sent again', async () => {
    const stream = newStream();
    proxy.freeze();
    await doors.appender.append(appendOf(stream, ['ada']));
    expect(usersOf(await direct.reader.readStream(stream))).toEqual(['ada']);
  });

  it('is a conflict when somebody else took its place meanwhile', async () => {
    const stream = newStream();
    proxy.freeze();
    const appending = doors.appender.append(appendOf(stream, ['ada']));
    await direct.appender.append(appendOf(stream, ['grace']));
    await expect(appending).rejects.toThrow(StreamConflictError);
    expect(usersOf(await direct.reader.readStream(stream))).toEqual(['grace']);
  });
});

describe('a retry that the store calls a conflict', () => {
  const written = { position: 4_711n };
  const conflicting = async (asked: WasWritten) => {
    const channel = new AppendChannel(urlOf(proxy.port), asked, IMPATIENT);
    const events = [{ id: randomUUID(), type: 'T.v1', data: Buffer.from('{}'), metadata: Buffer.from('{}') }];
    await channel.append({ stream: newStream(), expected: 'no-stream', events });
    const stream = newStream();
    proxy.freeze();
    const appending = channel.append({ stream, expected: 'no-stream', events });
    await direct.appender.append(appendOf(stream, ['grace']));
    return appending.finally(() => channel.close());
  };

  it('is a success where the events are found to be its own', async () => {
    expect(await conflicting(async () => written)).toBe(written.position);
  });

  it('is a conflict where they are somebody else’s', async () => {
    await expect(conflicting(async () => undefined)).rejects.toThrow(StreamConflictError);
  });
});

describe('a connection that breaks', () => {
  it('under many appends loses none of them and writes none twice', async () => {
    const patient = openDoors(urlOf(proxy.port));
    const streams = Array.from({ length: 200 }, newStream);
    let done = 0;
    const appending = streams.map(async (stream) => {
      await patient.appender.append(appendOf(stream, ['ada', 'grace']));
      done += 1;
    });
    for (const share of [20, 100]) {
      while (done < share) await new Promise((resume) => setImmediate(resume));
      proxy.cut();
    }
    await Promise.all(appending);
    await patient.close();
    const lengths = await Promise.all(streams.map(async (stream) => (await direct.reader.readStream(stream)).length));
    expect(lengths).toEqual(streams.map(() => 2));
  });

  it('does not hurt reads', async () => {
    const stream = newStream();
    await doors.appender.append(appendOf(stream, ['ada']));
    expect(usersOf(await doors.reader.readStream(stream))).toEqual(['ada']);
    expect(proxy.cut()).toBeGreaterThan(0);
    expect(usersOf(await doors.reader.readStream(stream))).toEqual(['ada']);
    proxy.freeze();
    expect(usersOf(await doors.reader.readStream(stream))).toEqual(['ada']);
  });
});

describe('a subscription that is open beside it', () => {
  it('does not keep an append or a read on a connection that is dead', async () => {
    const controller = new AbortController();
    const live = doors.reader.subscribeToAll(undefined, { signal: controller.signal })[Symbol.asyncIterator]();
    await live.next();
    const stream = newStream();
    proxy.freeze();
    await doors.appender.append(appendOf(stream, ['ada']));
    expect(usersOf(await doors.reader.readStream(stream))).toEqual(['ada']);
    controller.abort();
    await live.return?.();
  });
});

describe('reads of a connection that is closed meanwhile', () => {
  it('are whole, or said to have failed: never cut short', async () => {
    const stream = newStream();
    const users = Array.from({ length: 300 }, (_, n) => `u${n}`);
    await direct.appender.append(appendOf(stream, ['first', ...users]));
    const reader = openDoors(node.connectionString);
    const reading = Promise.allSettled(Array.from({ length: 40 }, () => reader.reader.readStream(stream)));
    await Promise.race([reader.reader.readStream(stream), new Promise((resume) => setTimeout(resume, 20))]);
    await reader.close();
    for (const outcome of await reading) {
      if (outcome.status === 'fulfilled') expect(outcome.value).toHaveLength(301);
      else expect(outcome.reason).toBeInstanceOf(StoreUnavailableError);
    }
    expect((await reading).filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  });
});

describe('a store that fails', () => {
  it('one append does not hurt those beside it', async () => {
    node.setFaults({ failAppends: 3 });
    const streams = Array.from({ length: 64 }, newStream);
    await Promise.all(streams.map((stream) => doors.appender.append(appendOf(stream, ['ada']))));
    const lengths = await Promise.all(streams.map(async (stream) => (await direct.reader.readStream(stream)).length));
    expect(lengths).toEqual(streams.map(() => 1));
  });

  it('to answer in time is said so, within a bound', async () => {
    const stream = newStream();
    node.setFaults({ delayAppendsMs: LATE_MS });
    const before = performance.now();
    await expect(doors.appender.append(appendOf(stream, ['ada']))).rejects.toThrow(StoreUnavailableError);
    expect(performance.now() - before).toBeLessThan(LATE_MS);
  });
});

describe('a store that is away', () => {
  it('is said so, and is used again soon after it is back', async () => {
    const { port } = node;
    const stream = newStream();
    await node.stop();
    await expect(direct.appender.append(appendOf(stream, ['ada']))).rejects.toThrow(StoreUnavailableError);
    await expect(direct.reader.readStream(stream)).rejects.toThrow(StoreUnavailableError);
    node = await startEventNode({ inMemory: true, port });
    // Within the patience of one append, and of one read.
    await direct.appender.append(appendOf(stream, ['ada']));
    expect(usersOf(await direct.reader.readStream(stream))).toEqual(['ada']);
  });
});
