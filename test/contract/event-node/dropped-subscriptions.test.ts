import {
  type AllStreamSubscription,
  EventStoreDBClient,
  type Position,
  START,
  streamNameFilter,
  TimeoutError,
} from '@eventstore/db-client';
import { type EventNode, startEventNode } from '#event-node/start-event-node.js';
import { happened, newStream, several, Watched } from './events.js';

const COUNT = 120;
const DROP_EVERY_MS = 25;

describe('a subscription that is dropped again and again', () => {
  let node: EventNode;
  let client: EventStoreDBClient;
  beforeAll(async () => {
    node = await startEventNode({ inMemory: true, faults: { dropEveryMs: DROP_EVERY_MS } });
    client = EventStoreDBClient.connectionString(node.connectionString);
  });
  afterAll(async () => {
    await client.dispose();
    await node.stop();
  });

  it('to a stream brings every event once and in order when it goes on behind the last one', async () => {
    const stream = newStream();
    const numbers: number[] = [];
    let drops = 0;
    await client.appendToStream(stream, happened(0));
    const appending = (async () => {
      for (let n = 1; n < COUNT; n++) await client.appendToStream(stream, happened(n));
    })();
    while (numbers.length < COUNT || drops === 0) {
      const fromRevision = numbers.length === 0 ? START : BigInt(numbers.length - 1);
      const watched = new Watched(client.subscribeToStream(stream, { fromRevision }));
      await watched.until(() => watched.error !== undefined);
      expect(watched.error).toBeInstanceOf(TimeoutError);
      numbers.push(...watched.numbers);
      drops++;
    }
    await appending;
    expect(numbers).toEqual(Array.from({ length: COUNT }, (_, n) => n));
  });

  it('to $all with a filter brings every event when it goes on at its last event or checkpoint', async () => {
    const [wanted, other] = [newStream(), newStream()];
    const seen: number[] = [];
    let at: Position | typeof START = START;
    const appending = (async () => {
      for (let n = 0; n < COUNT / 4; n++) {
        await client.appendToStream(wanted, happened(n));
        await client.appendToStream(other, several(5));
      }
    })();
    while (seen.length < COUNT / 4)
      await untilDropped(
        subscription(
          wanted,
          () => at,
          (position) => (at = position),
        ),
        seen,
        (position) => (at = position),
      );
    await appending;
    expect(seen).toEqual(Array.from({ length: COUNT / 4 }, (_, n) => n));
  });

  function subscription(
    prefix: string,
    from: () => Position | typeof START,
    reached: (at: Position) => void,
  ): AllStreamSubscription {
    const filter = streamNameFilter({
      prefixes: [prefix],
      maxSearchWindow: 4,
      checkpointInterval: 1,
      checkpointReached: async (_, position) => reached(position),
    });
    return client.subscribeToAll({ fromPosition: from(), filter });
  }

  function untilDropped(source: AllStreamSubscription, seen: number[], reached: (at: Position) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      source.on('data', ({ event }) => {
        if (event === undefined) return;
        const { n } = Object(event.data);
        seen.push(n);
        reached(event.position);
      });
      source.on('error', (error) => (error instanceof TimeoutError ? resolve() : reject(error)));
    });
  }
});
