import { setImmediate as turn } from 'node:timers/promises';
import { startEventNode } from '#event-node/start-event-node.js';
import { EventStoreDbAttempts } from '#event-store/eventstoredb/eventstoredb-attempts.js';
import { AT, type Doors, type Node, openDoors } from './fixture-store.js';

let node: Node;
let doors: Doors;

beforeAll(async () => {
  node = await startEventNode({ inMemory: true });
  doors = openDoors(node.connectionString);
});

afterAll(async () => {
  await doors.close();
  await node.stop();
});

const refused = (code: string) => ({
  command: 'DisableAutoRenew',
  refusal: { code, assigned: 2 },
  commandId: null,
  correlationId: 'request-1',
  causationId: null,
  actor: 'intake:key-1',
  client: null,
  refusedAt: AT,
  revision: -1,
  facts: {},
});

async function codesIn(stream: string, atLeast: number): Promise<string[]> {
  for (;;) {
    const events = await doors.systemReader.read(stream);
    const codes = events.map(({ event }) => (event.type === 'CommandRefused' ? event.refusal.code : event.type));
    if (codes.length >= atLeast) return codes;
    await turn();
  }
}

describe('refused attempts', () => {
  it('are kept beside their stream, from several processes too', async () => {
    const [one, other] = [
      new EventStoreDbAttempts(doors.systemReader, doors.systemAppender),
      new EventStoreDbAttempts(doors.systemReader, doors.systemAppender),
    ];
    one.record('subscription-1', refused('a'));
    expect(await codesIn('attempts-subscription-1', 1)).toEqual(['a']);
    other.record('subscription-1', refused('b'));
    expect(await codesIn('attempts-subscription-1', 2)).toEqual(['a', 'b']);
    one.record('subscription-1', refused('c'));
    expect(await codesIn('attempts-subscription-1', 3)).toEqual(['a', 'b', 'c']);
    expect([one.dropped, other.dropped]).toEqual([0, 0]);
  });

  it('are dropped, and counted, where they can’t be kept: nobody waits for them', async () => {
    const attempts = new EventStoreDbAttempts(doors.systemReader, {
      append: () => Promise.reject(new Error('the store is away')),
    });
    attempts.record('subscription-2', refused('a'));
    while (attempts.dropped === 0) await turn();
    for (let n = 0; n < 300; n += 1) attempts.record('subscription-3', refused('flood'));
    expect(attempts.dropped).toBe(1 + 300 - 256);
  });
});
