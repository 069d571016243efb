import { setImmediate as turn } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { startEventNode } from '#event-node/start-event-node.js';
import { StoreUnavailableError } from '#event-store/event-appender.js';
import type { AllItem } from '#event-store/event-reader.js';
import { ForeignPositionError, formatPosition, parsePosition } from '#event-store/position.js';
import type { StoredSystemEvent } from '#event-store/system-streams.js';
import type { Instant } from '#kernel/instant.js';
import { AT, appendOf, type Doors, type Node, newStream, openDoors, usersOf } from './fixture-store.js';

let node: Node;
let doors: Doors;
/** Writes what our doors never would. */
let raw: EventStoreDBClient;

beforeEach(async () => {
  node = await startEventNode({ inMemory: true, faults: true });
  doors = openDoors(node.connectionString);
  raw = EventStoreDBClient.connectionString(node.connectionString);
});

afterEach(async () => {
  await Promise.all([doors.close(), raw.dispose()]);
  await node.stop();
});

const append = (stream: string, ...users: [string, ...string[]]) => doors.appender.append(appendOf(stream, users));

/** One short line for each item. */
function lineOf(item: AllItem): string {
  if (item.kind === 'event') return usersOf([item.event]).join();
  return item.kind === 'checkpoint' ? `checkpoint` : `undecodable ${item.stream}: ${item.error}`;
}
const positionOf = (item: AllItem): bigint => (item.kind === 'event' ? item.event.position : item.position);

/** Everything by pages, each from behind the one before. */
async function allByPages(max: number): Promise<AllItem[]> {
  const items: AllItem[] = [];
  for (;;) {
    const last = items.at(-1);
    const page = await doors.reader.readAll(last === undefined ? undefined : positionOf(last), max);
    items.push(...page.items);
    if (page.end) return items;
  }
}

const usersIn = (items: readonly AllItem[]): string[] => items.filter(({ kind }) => kind === 'event').map(lineOf);

/** Takes items until so many events are there. */
async function take(items: AsyncIterable<AllItem>, events: number): Promise<AllItem[]> {
  const taken: AllItem[] = [];
  for await (const item of items) {
    taken.push(item);
    if (usersIn(taken).length >= events) break;
  }
  return taken;
}

describe('a stream', () => {
  it('that nobody wrote is empty', async () => {
    expect(await doors.reader.readStream('subscription-never')).toEqual([]);
    expect(await doors.reader.readLast('subscription-never')).toBeUndefined();
    expect(await doors.reader.readStream('subscription-never', 7)).toEqual([]);
  });

  it('is empty behind its end', async () => {
    const stream = newStream();
    await append(stream, 'ada');
    expect(await doors.reader.readStream(stream, 1)).toEqual([]);
  });

  it('of many events is read whole', async () => {
    const stream = newStream();
    const users = Array.from({ length: 1_000 }, (_, n) => `u${n}`);
    await doors.appender.append(appendOf(stream, ['first', ...users]));
    expect(usersOf(await doors.reader.readStream(stream))).toEqual(['first', ...users]);
  });
});

describe('pages of $all', () => {
  it('give every event once and in order, whatever their size', async () => {
    await doors.connection.onModuleInit();
    for (const user of ['a', 'b', 'c', 'd', 'e']) await append(newStream(), user, `${user}2`);
    const whole = ['a', 'a2', 'b', 'b2', 'c', 'c2', 'd', 'd2', 'e', 'e2'];
    for (const max of [1, 2, 3, 7, 100]) expect(usersIn(await allByPages(max))).toEqual(whole);
  });

  it('leave out system streams and what is beside the domain, but say how far they came', async () => {
    await append(newStream(), 'ada');
    await doors.connection.onModuleInit();
    await raw.setStreamMetadata('subscription-with-metadata', { custom: 1 });
    const { items, end } = await doors.reader.readAll(undefined, 100);
    expect(items.map(lineOf).filter((line) => line !== 'checkpoint')).toEqual(['ada']);
    expect(items.at(-1)?.kind).toBe('checkpoint');
    expect(end).toBe(true);
    const [newest] = await doors.connection.reading.readAllBackwards(undefined, 1);
    expect(items.at(-1)).toEqual({ kind: 'checkpoint', position: newest?.position });
    expect(newest?.stream).toBe('$$subscription-with-metadata');
  });

  it('hand on what does not decode, and say what is wrong with it', async () => {
    await raw.appendToStream('plan-1', jsonEvent({ type: 'PlanLost.v1', data: {} }));
    await raw.appendToStream('plan-2', jsonEvent({ type: 'OrderClosed.v1', data: { reason: 1 } }));
    await raw.appendToStream('plan-3', jsonEvent({ type: 'OrderClosed.v1', data: { reason: 'r', closedAt: AT } }));
    await append(newStream(), 'ada');
    const lines = (await allByPages(100)).map(lineOf).filter((line) => line !== 'checkpoint');
    expect(lines).toEqual([
      'undecodable plan-1: PlanLost.v1: is a stored type that nobody decodes',
      'undecodable plan-2: OrderClosed.v1: reason is not a text',
      'undecodable plan-3: OrderClosed.v1: metadata is not an object',
      'ada',
    ]);
  });
});

describe('a position', () => {
  it('is an event’s own, or none', async () => {
    const stored = await append(newStream(), 'ada', 'grace');
    const position = stored.at(-1)?.position ?? 0n;
    expect(await doors.reader.idAt(position)).toBe(stored.at(-1)?.id);
    expect(await doors.reader.idAt(position - 1n)).toBeUndefined();
    expect(await doors.reader.idAt(position + 1_000_000n)).toBeUndefined();
  });

  it('of another store is told apart', async () => {
    const other = await startEventNode({ inMemory: true });
    const others = openDoors(other.connectionString);
    const [mine, theirs] = [await doors.reader.storeId(), await others.reader.storeId()];
    expect(parsePosition(mine, formatPosition(mine, 7n))).toBe(7n);
    expect(() => parsePosition(mine, formatPosition(theirs, 7n))).toThrow(ForeignPositionError);
    await others.close();
    await other.stop();
  });

  it('has the same store in it, whoever asked for it first', async () => {
    const processes = Array.from({ length: 8 }, () => openDoors(node.connectionString));
    const ids = await Promise.all(processes.map(({ reader }) => reader.storeId()));
    expect(new Set(ids).size).toBe(1);
    expect(await doors.reader.storeId()).toBe(ids[0]);
    expect(await doors.systemReader.read('store-identity')).toHaveLength(1);
    await Promise.all(processes.map(({ close }) => close()));
  });
});

describe('the head', () => {
  it('is the newest event that is not the store’s own', async () => {
    expect(await doors.reader.head()).toBeUndefined();
    const [stored] = await append(newStream(), 'ada');
    expect(await doors.reader.head()).toBe(stored?.position);
    for (let n = 0; n < 40; n += 1) await raw.setStreamMetadata(`subscription-with-metadata-${n}`, { custom: n });
    expect(await doors.reader.head()).toBe(stored?.position);
  });
});

describe('a live subscription', () => {
  it('gives what was there, then what comes', async () => {
    await append(newStream(), 'ada');
    const taking = take(doors.reader.subscribeToAll(undefined), 3);
    await append(newStream(), 'grace');
    await append(newStream(), 'edsger');
    expect(usersIn(await taking)).toEqual(['ada', 'grace', 'edsger']);
  });

  it('begins behind a position, never with it', async () => {
    const [first] = await append(newStream(), 'ada');
    await append(newStream(), 'grace');
    expect(usersIn(await take(doors.reader.subscribeToAll(first?.position), 1))).toEqual(['grace']);
  });

  it('of some streams says of the others only how far it is', async () => {
    await append('plan-1', 'ada');
    await append('reseller-1', 'grace');
    const [last] = await append('plan-2', 'edsger');
    const items = await take(doors.reader.subscribeToAll(undefined, { prefixes: ['reseller-', 'plan-2'] }), 2);
    expect(items.map(lineOf).filter((line) => line !== 'checkpoint')).toEqual(['grace', 'edsger']);
    expect(positionOf(items.at(-1) ?? { kind: 'checkpoint', position: 0n })).toBe(last?.position);
    const [beyond] = await append('plan-1-other', 'barbara');
    const controller = new AbortController();
    for await (const item of doors.reader.subscribeToAll(last?.position, {
      prefixes: ['reseller-'],
      signal: controller.signal,
    })) {
      expect(item).toEqual({ kind: 'checkpoint', position: beyond?.position });
      controller.abort();
    }
  });

  it('ends at once and quietly when it is no longer wanted', async () => {
    const controller = new AbortController();
    const taking = take(doors.reader.subscribeToAll('end', { signal: controller.signal }), 1);
    await turn();
    controller.abort();
    expect(await taking).toEqual([]);
    expect(await take(doors.reader.subscribeToAll('end', { signal: controller.signal }), 1)).toEqual([]);
  });

  it('that the store drops ends by an error, and whoever goes on from its last item misses nothing', async () => {
    node.setFaults({ dropEveryMs: 25 });
    const users = Array.from({ length: 400 }, (_, n) => `u${n}`);
    const writing = (async () => {
      for (const user of users) await append(newStream(), user);
    })();
    const seen: AllItem[] = [];
    let drops = 0;
    while (usersIn(seen).length < users.length) {
      try {
        const last = seen.at(-1);
        const live = doors.reader.subscribeToAll(last === undefined ? undefined : positionOf(last));
        for await (const item of live) {
          seen.push(item);
          if (item.kind === 'event' && usersOf([item.event])[0] === users.at(-1)) break;
        }
      } catch (error) {
        expect(error).toBeInstanceOf(StoreUnavailableError);
        drops += 1;
      }
    }
    await writing;
    expect(usersIn(seen)).toEqual(users);
    expect(drops).toBeGreaterThan(0);
  });

  it('holds only so much for a slow reader, and gives it everything in the end', async () => {
    const users = Array.from({ length: 3_000 }, (_, n) => `u${n}`);
    await doors.appender.append(appendOf(newStream(), ['first', ...users]));
    const seen: AllItem[] = [];
    for await (const item of doors.reader.subscribeToAll(undefined)) {
      seen.push(item);
      if (seen.length % 100 === 0) await new Promise((resume) => setTimeout(resume, 2));
      if (usersIn([item])[0] === users.at(-1)) break;
    }
    expect(usersIn(seen)).toEqual(['first', ...users]);
  });

  it('ends by an error when the store stops', async () => {
    await append(newStream(), 'ada');
    const stopping = async () => {
      for await (const item of doors.reader.subscribeToAll(undefined)) if (item.kind === 'event') await node.stop();
    };
    await expect(stopping()).rejects.toThrow(StoreUnavailableError);
  });
});

describe('a followed system stream', () => {
  it('may begin before the stream exists, and goes on from a revision', async () => {
    const stream = 'sandbox-clock-test';
    const event = { type: 'SandboxClockSet', now: AT, wall: AT as Instant, ticking: true, reason: 'start' } as const;
    const following = first(doors.systemReader.follow(stream, undefined));
    await doors.systemAppender.append(stream, 'no-stream', event);
    expect(await following).toMatchObject({ revision: 0, event });
    const further = first(doors.systemReader.follow(stream, 0));
    await doors.systemAppender.append(stream, 0, { ...event, reason: 'moved' });
    expect(await further).toMatchObject({ revision: 1, event: { reason: 'moved' } });
  });
});

async function first(events: AsyncIterable<StoredSystemEvent>): Promise<StoredSystemEvent | undefined> {
  for await (const event of events) return event;
  return undefined;
}
