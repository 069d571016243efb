import { END, START, StreamDeletedError, streamNameFilter, TimeoutError } from '@eventstore/db-client';
import { happened, newStream, several, Watched } from './events.js';
import { type RunningServer, servers } from './servers.js';

describe.each(servers)('subscribing to $name', ({ start }) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  const toStream = (name: string, options: Parameters<typeof server.client.subscribeToStream>[1] = {}) =>
    new Watched(server.client.subscribeToStream(name, options));

  it('brings history, says that it is caught up, and then what comes', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, several(3));
    const watched = toStream(stream, { fromRevision: START });
    await watched.until(() => watched.isCaughtUp);
    expect(watched.numbers).toEqual([0, 1, 2]);
    await server.client.appendToStream(stream, [happened(3), happened(4)]);
    await watched.until(() => watched.numbers.length === 5);
    expect(watched.numbers).toEqual([0, 1, 2, 3, 4]);
    await watched.subscription.unsubscribe();
  });

  it('goes on behind a revision', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, several(4));
    const watched = toStream(stream, { fromRevision: 1n });
    await watched.until(() => watched.isCaughtUp);
    expect(watched.numbers).toEqual([2, 3]);
    await watched.subscription.unsubscribe();
  });

  it('waits for a stream that is not there yet', async () => {
    const stream = newStream();
    const watched = toStream(stream, { fromRevision: START });
    await server.client.appendToStream(stream, happened(0));
    await watched.until(() => watched.isCaughtUp);
    expect(watched.numbers).toEqual([0]);
    await watched.subscription.unsubscribe();
  });

  it("ends with the stream's tombstone", async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, happened(0));
    const subscription = server.client.subscribeToStream(stream, { fromRevision: START });
    const ended = new Promise((resolve) => subscription.on('error', resolve));
    subscription.on('caughtUp' as 'end', () => void server.client.tombstoneStream(stream));
    subscription.on('data', () => {});
    expect(await ended).toBeInstanceOf(StreamDeletedError);
  });

  it('loses and repeats nothing when events are appended meanwhile', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, several(50));
    const watched = toStream(stream, { fromRevision: START });
    for (let n = 50; n < 150; n++) await server.client.appendToStream(stream, happened(n));
    await watched.until(() => watched.numbers.length >= 150);
    expect(watched.numbers).toEqual(Array.from({ length: 150 }, (_, n) => n));
    await watched.subscription.unsubscribe();
  });

  it('brings only what the filter lets through, with checkpoints between', async () => {
    const [wanted, other] = [newStream(), newStream()];
    const { position } = await server.client.appendToStream(other, happened(0));
    if (position === undefined) throw new Error('no position');
    const checkpoints: bigint[] = [];
    const filter = streamNameFilter({
      prefixes: [wanted],
      maxSearchWindow: 5,
      checkpointInterval: 1,
      checkpointReached: async (_, { commit }) => {
        checkpoints.push(commit);
      },
    });
    await server.client.appendToStream(other, several(20));
    await server.client.appendToStream(wanted, happened(1));
    const watched = new Watched(server.client.subscribeToAll({ fromPosition: position, filter }));
    await watched.until(() => watched.numbers.length === 1);
    expect(checkpoints.length).toBeGreaterThanOrEqual(4);
    for (let n = 0; n < 10; n++) await server.client.appendToStream(other, happened(n));
    await server.client.appendToStream(wanted, happened(2));
    await watched.until(() => watched.numbers.length === 2);
    expect(watched.numbers).toEqual([1, 2]);
    expect(checkpoints).toEqual([...checkpoints].sort((a, b) => (a < b ? -1 : 1)));
    await watched.subscription.unsubscribe();
  });

  it('tells who wants a checkpoint after each event only the newest of those that come at once', async () => {
    const [wanted, other] = [newStream(), newStream()];
    const { position } = await server.client.appendToStream(other, happened(0));
    if (position === undefined) throw new Error('no position');
    const checkpoints: bigint[] = [];
    const filter = streamNameFilter({
      prefixes: [wanted],
      maxSearchWindow: 1,
      checkpointInterval: 1,
      checkpointReached: async (_, { commit }) => void checkpoints.push(commit),
    });
    const watched = new Watched(server.client.subscribeToAll({ fromPosition: position, filter }));
    await server.client.appendToStream(wanted, happened(1));
    await watched.until(() => watched.numbers.length === 1);
    const before = checkpoints.length;
    const many = await server.client.appendToStream(other, several(50));
    await watched.until(() => checkpoints.at(-1) === many.position?.commit);
    expect(checkpoints.length - before).toBeLessThanOrEqual(2);
    await watched.subscription.unsubscribe();
  });

  it('goes on behind a checkpoint', async () => {
    const [wanted, other] = [newStream(), newStream()];
    const { position } = await server.client.appendToStream(other, several(40));
    const filter = (reached: (commit: bigint, prepare: bigint) => void) =>
      streamNameFilter({
        prefixes: [wanted],
        maxSearchWindow: 10,
        checkpointInterval: 1,
        checkpointReached: async (_, at) => reached(at.commit, at.prepare),
      });
    if (position === undefined) throw new Error('no position');
    const found = await new Promise<{ commit: bigint; prepare: bigint }>((resolve) => {
      const options = {
        fromPosition: START as typeof START,
        filter: filter((commit, prepare) => resolve({ commit, prepare })),
      };
      const subscription = server.client.subscribeToAll(options);
      subscription.on('data', () => {});
    });
    await server.client.appendToStream(wanted, happened(8));
    const watched = new Watched(server.client.subscribeToAll({ fromPosition: found, filter: filter(() => {}) }));
    await watched.until(() => watched.numbers.length === 1);
    expect(watched.numbers).toEqual([8]);
    await watched.subscription.unsubscribe();
  });

  it('to all streams from the end brings what comes', async () => {
    const stream = newStream();
    const filter = streamNameFilter({ prefixes: [stream] });
    const watched = new Watched(server.client.subscribeToAll({ fromPosition: END, filter }));
    await watched.until(() => watched.isCaughtUp);
    await server.client.appendToStream(stream, happened(1));
    await watched.until(() => watched.numbers.length === 1);
    await watched.subscription.unsubscribe();
  });

  it('to all streams brings each event once, wherever it begins while others append', async () => {
    const prefix = newStream();
    const filter = streamNameFilter({ prefixes: [prefix] });
    let { position } = await server.client.appendToStream(prefix, happened(0));
    let appended = 1;
    let writing = true;
    const writers = Array.from({ length: 16 }, async () => {
      while (writing) {
        const n = appended++;
        ({ position } = await server.client.appendToStream(`${prefix}-${n}`, happened(n)));
      }
    });
    const readers = Array.from({ length: 8 }, async () => {
      const twice: number[] = [];
      for (let round = 0; round < 20; round++) {
        const watched = new Watched(server.client.subscribeToAll({ fromPosition: position ?? START, filter }));
        await watched.until(() => watched.numbers.length >= 40);
        twice.push(...watched.numbers.filter((n, index) => watched.numbers.indexOf(n) !== index));
        await watched.subscription.unsubscribe();
      }
      return twice;
    });
    expect((await Promise.all(readers)).flat()).toEqual([]);
    writing = false;
    await Promise.all(writers);
  });

  it.each([30, 100])('takes %i events at once while live', async (count) => {
    const stream = newStream();
    await server.client.appendToStream(stream, happened(0));
    const watched = toStream(stream, { fromRevision: END });
    await watched.until(() => watched.isCaughtUp);
    await server.client.appendToStream(stream, several(count));
    await watched.until(() => watched.numbers.length === count);
    expect(watched.numbers).toEqual(Array.from({ length: count }, (_, n) => n));
    await watched.subscription.unsubscribe();
  });

  it('is dropped at 1,000 events at once, and goes on behind the last one that came', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, happened(0));
    const watched = toStream(stream, { fromRevision: END });
    await watched.until(() => watched.isCaughtUp);
    const [count, eventsEach] = [10, 100];
    await Promise.all(Array.from({ length: count }, () => server.client.appendToStream(stream, several(eventsEach))));
    await watched.until(() => watched.error !== undefined);
    expect(watched.error).toBeInstanceOf(TimeoutError);
    expect(watched.error?.message).toContain('Consumer too slow to handle event while live.');
    const seen = watched.numbers.length;
    expect(seen).toBeLessThan(count * eventsEach);
    const again = toStream(stream, { fromRevision: BigInt(seen) });
    await again.until(() => again.isCaughtUp);
    expect(again.numbers).toHaveLength(count * eventsEach - seen);
    await again.subscription.unsubscribe();
  });
});
