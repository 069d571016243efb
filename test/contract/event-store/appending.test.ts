import { startEventNode } from '#event-node/start-event-node.js';
import { StreamConflictError } from '#event-store/event-appender.js';
import { AppendRejectedError } from '#event-store/eventstoredb/append-channel.js';
import { verifyChain } from '#event-store/verify-chain.js';
import type { Instant } from '#kernel/instant.js';
import { appendOf, type Doors, type Node, newStream, openDoors, usersOf } from './fixture-store.js';

let node: Node;
let doors: Doors;
const LATER = '2026-01-31T17:05:09.124Z' as Instant;

beforeAll(async () => {
  node = await startEventNode({ inMemory: true });
  doors = openDoors(node.connectionString);
});

afterAll(async () => {
  await doors.close();
  await node.stop();
});

describe('an append', () => {
  it('answers with the events as they are then read', async () => {
    const stream = newStream();
    const stored = await doors.appender.append(appendOf(stream, ['ada', 'grace']));
    const read = await doors.reader.readStream(stream);
    const withoutPosition = ({ position: _, ...rest }: (typeof read)[number]) => rest;
    expect(stored.map(withoutPosition)).toEqual(read.map(withoutPosition));
    expect(stored.at(-1)?.position).toBe(read.at(-1)?.position);
    expect(read.map(({ revision }) => revision)).toEqual([0, 1]);
    expect(read[0]?.metadata).toMatchObject({ command: 'AssignLicense', payload: { endUserId: 'ada' } });
    expect(read[1]?.metadata).not.toHaveProperty('payload');
  });

  it('goes on behind the revision that it expects', async () => {
    const stream = newStream();
    const [first] = await doors.appender.append(appendOf(stream, ['ada']));
    await doors.appender.append(appendOf(stream, ['grace', 'edsger'], first));
    expect(usersOf(await doors.reader.readStream(stream))).toEqual(['ada', 'grace', 'edsger']);
    expect(usersOf(await doors.reader.readStream(stream, 1))).toEqual(['grace', 'edsger']);
    expect((await doors.reader.readLast(stream))?.revision).toBe(2);
  });

  it('is a conflict at any other revision', async () => {
    const stream = newStream();
    const [first] = await doors.appender.append(appendOf(stream, ['ada']));
    await doors.appender.append(appendOf(stream, ['grace'], first));
    await expect(doors.appender.append(appendOf(stream, ['edsger'], first))).rejects.toThrow(
      new StreamConflictError(stream),
    );
    await expect(doors.appender.append(appendOf(stream, ['edsger']))).rejects.toThrow(StreamConflictError);
    await expect(doors.appender.append(appendOf(newStream(), ['edsger'], first))).rejects.toThrow(StreamConflictError);
    expect(usersOf(await doors.reader.readStream(stream))).toEqual(['ada', 'grace']);
  });

  it('never goes out with a hash before that does not belong to its revision', async () => {
    const append = appendOf(newStream(), ['ada']);
    await expect(doors.appender.append({ ...append, previousHash: 'a'.repeat(64) })).rejects.toThrow(/do not belong/);
    await expect(doors.appender.append({ ...append, expected: 3 })).rejects.toThrow(/do not belong/);
  });

  it('that the store never takes is refused at once, and the next one is taken', async () => {
    const stream = newStream();
    const tooLarge = appendOf(stream, ['x'.repeat(1024 * 1024 + 1)]);
    await expect(doors.appender.append(tooLarge)).rejects.toThrow(AppendRejectedError);
    await doors.appender.append(appendOf(stream, ['ada']));
    expect(usersOf(await doors.reader.readStream(stream))).toEqual(['ada']);
  });
});

describe('event ids', () => {
  it('make the very same bytes harmless: sent again, they are answered again', async () => {
    const stream = newStream();
    const first = await doors.appender.append(appendOf(stream, ['ada', 'grace']));
    expect(await doors.appender.append(appendOf(stream, ['ada', 'grace']))).toEqual(first);
    const after = first.at(-1);
    const second = await doors.appender.append(appendOf(stream, ['edsger'], after));
    expect(await doors.appender.append(appendOf(stream, ['edsger'], after))).toEqual(second);
    expect(usersOf(await doors.reader.readStream(stream))).toEqual(['ada', 'grace', 'edsger']);
  });

  it('cover the metadata too: a copy recorded a millisecond later is a conflict', async () => {
    const stream = newStream();
    await doors.appender.append(appendOf(stream, ['ada']));
    await expect(doors.appender.append(appendOf(stream, ['ada'], undefined, LATER))).rejects.toThrow(
      StreamConflictError,
    );
  });

  it('let one of many racing copies win, from one process and from several', async () => {
    const stream = newStream();
    const others = [openDoors(node.connectionString), openDoors(node.connectionString)];
    const racing = Array.from({ length: 9 }, (_, n) => {
      const recordedAt = `2026-01-31T17:05:09.00${n}Z` as Instant;
      const { appender } = [doors, ...others][n % 3] ?? doors;
      return appender.append(appendOf(stream, ['ada'], undefined, recordedAt));
    });
    const outcomes = await Promise.allSettled(racing);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(StreamConflictError);
    }
    expect(await doors.reader.readStream(stream)).toHaveLength(1);
    await Promise.all(others.map(({ close }) => close()));
  });
});

describe('the chain', () => {
  it('of what was appended in several steps is intact, and known by its anchor', async () => {
    const stream = newStream();
    const first = await doors.appender.append(appendOf(stream, ['ada', 'grace', 'edsger']));
    const [last] = await doors.appender.append(appendOf(stream, ['barbara'], first.at(-1)));
    const recorded = await doors.reader.readRecorded(stream);
    const anchor = { revision: 3, hash: last?.metadata.hash ?? '' };
    expect(verifyChain(recorded, anchor)).toEqual({ verdict: 'intact', events: 4 });
    expect(verifyChain(recorded.slice(0, -1), anchor)).toMatchObject({ verdict: 'cut', revision: 3 });
    expect(recorded.map(({ type }) => type)).toEqual(Array(4).fill('LicenseAssigned.v1'));
  });
});

describe('attempts and the sandbox clock', () => {
  it('are appended at an explicit revision too', async () => {
    const stream = `sandbox-${newStream()}`;
    const event = { type: 'SandboxClockSet', now: LATER, wall: LATER, ticking: true, reason: 'start' } as const;
    const first = await doors.systemAppender.append(stream, 'no-stream', event);
    expect(first).toMatchObject({ stream, revision: 0, event });
    expect(await doors.systemReader.readLast(stream)).toEqual(first);
    const moved = { ...event, reason: 'moved' };
    await expect(doors.systemAppender.append(stream, 'no-stream', moved)).rejects.toThrow(StreamConflictError);
    const second = await doors.systemAppender.append(stream, 0, moved);
    expect(await doors.systemReader.read(stream)).toEqual([first, second]);
    expect(await doors.systemReader.read(stream, 1)).toEqual([second]);
  });
});
