import {
  BACKWARDS,
  type Direction,
  END,
  eventTypeFilter,
  FORWARDS,
  type JSONEventType,
  type ReadPosition,
  START,
  StreamDeletedError,
  StreamNotFoundError,
  streamNameFilter,
} from '@eventstore/db-client';
import { happened, newStream, several, Watched } from './events.js';
import { type RunningServer, servers } from './servers.js';

type Happened = JSONEventType<'Happened', { n: number }>;

describe.each(servers)('reading from $name', ({ start }) => {
  let server: RunningServer;
  const stream = newStream();
  const EVENTS = 100;
  beforeAll(async () => {
    server = await start();
    await server.client.appendToStream(stream, several(EVENTS));
  });
  afterAll(() => server.stop());

  const read = async (name: string, options: Parameters<typeof server.client.readStream>[1] = {}) => {
    const found: number[] = [];
    for await (const { event } of server.client.readStream<Happened>(name, options))
      if (event) found.push(event.data.n);
    return found;
  };
  const numbers = (from: number, to: number) =>
    Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => (from <= to ? from + i : from - i));

  it('gives a whole stream in both directions', async () => {
    expect(await read(stream)).toEqual(numbers(0, 99));
    expect(await read(stream, { direction: BACKWARDS, fromRevision: END })).toEqual(numbers(99, 0));
  });

  it.each([
    { direction: FORWARDS, fromRevision: 40n, maxCount: 35, expected: [40, 74] },
    { direction: FORWARDS, fromRevision: 99n, maxCount: 5, expected: [99, 99] },
    { direction: BACKWARDS, fromRevision: 40n, maxCount: 35, expected: [40, 6] },
    { direction: BACKWARDS, fromRevision: 1_000n, maxCount: 2, expected: [99, 98] },
    { direction: BACKWARDS, fromRevision: 0n, maxCount: 2, expected: [0, 0] },
  ] as const)('gives $maxCount from $fromRevision $direction', async ({ expected: [from, to], ...options }) => {
    expect(await read(stream, options)).toEqual(numbers(from, to));
  });

  it('says that a stream is not there', async () => {
    await expect(read(newStream())).rejects.toThrow(StreamNotFoundError);
  });

  it('gives nothing from beyond the end', async () => {
    expect(await read(stream, { fromRevision: 100n })).toEqual([]);
  });

  describe('of all streams', () => {
    it('begins forwards with the event at the position and backwards with the one before it', async () => {
      const name = newStream();
      const positions: ReadPosition[] = [];
      for (const n of [0, 1, 2])
        positions.push((await server.client.appendToStream(name, happened(n))).position ?? START);
      const found = async (direction: Direction) => {
        const events: (bigint | undefined)[] = [];
        const options = { direction, fromPosition: positions[1] ?? START, maxCount: 1 };
        for await (const { event } of server.client.readAll(options)) events.push(event?.revision);
        return events;
      };
      expect(await found(FORWARDS)).toEqual([1n]);
      expect(await found(BACKWARDS)).toEqual([0n]);
    });

    it('keeps the order in which appends were answered', async () => {
      const name = newStream();
      const positions: bigint[] = [];
      for (let n = 0; n < 5; n++)
        positions.push((await server.client.appendToStream(name, happened(n))).position?.commit ?? -1n);
      expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)));
    });

    it('refuses a position at which no event is', async () => {
      const { position } = await server.client.appendToStream(newStream(), happened(1));
      if (position === undefined) throw new Error('no position');
      await server.client.appendToStream(newStream(), happened(2));
      const between = { commit: position.commit + 1n, prepare: position.prepare + 1n };
      const attempt = async () => {
        for await (const _ of server.client.readAll({ fromPosition: between, maxCount: 1 }));
      };
      await expect(attempt()).rejects.toThrow('Unexpected ReadAllResult');
    });

    it.each([
      ["by the stream's prefix", (name: string) => streamNameFilter({ prefixes: [name] })],
      ['by a regular expression on the stream', (name: string) => streamNameFilter({ regex: `^${name}$` })],
      ["by the type's prefix", (name: string) => eventTypeFilter({ prefixes: [name] })],
      ['by a regular expression on the type', (name: string) => eventTypeFilter({ regex: `^${name}` })],
    ])('filters %s', async (_, filterOf) => {
      const name = newStream();
      await server.client.appendToStream(newStream(), several(3));
      await server.client.appendToStream(name, { ...happened(7), type: name });
      const watched = new Watched(server.client.subscribeToAll({ fromPosition: START, filter: filterOf(name) }));
      await watched.until(() => watched.isCaughtUp);
      expect(watched.numbers).toEqual([7]);
      await watched.subscription.unsubscribe();
    });
  });

  describe('what was deleted or cut off', () => {
    it('is not found after a soft delete, and goes on behind its last revision', async () => {
      const name = newStream();
      await server.client.appendToStream(name, several(3));
      await server.client.deleteStream(name);
      await expect(read(name)).rejects.toThrow(StreamNotFoundError);
      const answer = await server.client.appendToStream(name, happened(9));
      expect(answer.nextExpectedRevision).toBe(3n);
      expect(await read(name)).toEqual([9]);
    });

    it('is deleted for ever after a tombstone', async () => {
      const name = newStream();
      await server.client.appendToStream(name, several(3));
      await server.client.tombstoneStream(name);
      await expect(read(name)).rejects.toThrow(StreamDeletedError);
    });

    it('is hidden by $maxCount and $tb, and back when they are loosened', async () => {
      const name = newStream();
      await server.client.appendToStream(name, several(10));
      await server.client.setStreamMetadata(name, { maxCount: 3 });
      expect(await read(name)).toEqual([7, 8, 9]);
      await server.client.setStreamMetadata(name, { truncateBefore: 8 });
      expect(await read(name)).toEqual([8, 9]);
      await server.client.setStreamMetadata(name, {});
      expect(await read(name)).toHaveLength(10);
    });

    it("keeps a stream's metadata as it was set", async () => {
      const name = newStream();
      await server.client.setStreamMetadata(name, { maxCount: 5, owner: 'me' });
      const found = await server.client.getStreamMetadata(name);
      expect(found).toMatchObject({ metadata: { maxCount: 5, owner: 'me' } });
    });

    it('resolves links to what is there', async () => {
      const [target, links] = [newStream(), newStream()];
      await server.client.appendToStream(target, happened(5));
      const link = { ...happened(0), type: '$>', contentType: 'application/octet-stream' as const };
      await server.client.appendToStream(links, { ...link, data: Buffer.from(`0@${target}`) });
      for await (const { event, link: found } of server.client.readStream<Happened>(links, { resolveLinkTos: true })) {
        expect(event).toMatchObject({ streamId: target, data: { n: 5 } });
        expect(found?.streamId).toBe(links);
      }
    });
  });
});
