import { mkdtemp, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { happened } from './events.js';
import { buildNode, ended, spawnNode, startProcess } from './node-process.js';

const KILLS = 20;
const WRITERS = 32;
/** A kill comes after so many more appends were acknowledged, so that each hits another moment of the load. */
const ACKNOWLEDGED_BEFORE_KILL_MAX = 150;
const EVENTS_PER_APPEND = 2;
/** Twenty starts of a process, on a machine that is busy with other tests. */
const KILLS_WITHIN_MS = 180_000;

describe('an event node that is killed', () => {
  let dataDir: string;
  beforeAll(() => buildNode());
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'event-node-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it(
    `has lost nothing acknowledged and shows nothing half-written after ${KILLS} kills under load`,
    async () => {
      const acknowledged: string[] = [];
      for (let kill = 0; kill < KILLS; kill++) await writeUntilKilled(dataDir, kill, acknowledged);
      const node = await startProcess(['--data-dir', dataDir]);
      const client = EventStoreDBClient.connectionString(node.connectionString);
      const seen = new Set<string>();
      const lengths = new Map<string, bigint>();
      let last = -1n;
      for await (const { event } of client.readAll()) {
        if (event === undefined) continue;
        expect(event.position.commit).toBeGreaterThan(last);
        expect(event.revision).toBe(lengths.get(event.streamId) ?? 0n);
        last = event.position.commit;
        lengths.set(event.streamId, event.revision + 1n);
        seen.add(event.id);
      }
      expect(acknowledged.filter((id) => !seen.has(id))).toEqual([]);
      const halfWritten = [...lengths].filter(([name, length]) => name.startsWith('s-') && length % 2n !== 0n);
      expect(halfWritten).toEqual([]);
      await client.dispose();
      node.child.kill('SIGKILL');
      await ended(node.child);
    },
    KILLS_WITHIN_MS,
  );

  it('refuses to go on with a last event that is damaged, and says where it is', async () => {
    const node = await startProcess(['--data-dir', dataDir]);
    const client = EventStoreDBClient.connectionString(node.connectionString);
    const { position } = await client.appendToStream('s', { ...happened(1), data: { text: 'a text to be found' } });
    await client.dispose();
    node.child.kill('SIGTERM');
    await ended(node.child);
    await flipBit(path.join(dataDir, 'events.lmdb'), 'a text to be found');
    const { code, said } = await ended(spawnNode(['--data-dir', dataDir, '--port', '0']));
    expect(code).toBe(1);
    expect(said).toContain(`position ${position?.commit} is damaged`);
  });
});

async function writeUntilKilled(dataDir: string, round: number, acknowledged: string[]): Promise<void> {
  const node = await startProcess(['--data-dir', dataDir]);
  const client = EventStoreDBClient.connectionString(node.connectionString);
  const end = ended(node.child);
  const killAt = acknowledged.length + EVENTS_PER_APPEND * Math.ceil(Math.random() * ACKNOWLEDGED_BEFORE_KILL_MAX);
  const write = async (writer: number): Promise<void> => {
    for (;;) {
      const events = [happened(round), happened(round)];
      await client.appendToStream(`s-${writer}-${round % 3}`, events);
      acknowledged.push(...events.map(({ id }) => id));
      if (acknowledged.length >= killAt) node.child.kill('SIGKILL');
    }
  };
  // Each writer ends with the error of the append that the kill interrupted.
  void Promise.allSettled(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  await end;
  await client.dispose();
}

/** Changes one bit of every copy of the text in the file. */
async function flipBit(file: string, text: string): Promise<void> {
  const handle = await open(file, 'r+');
  const bytes = await handle.readFile();
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1))
    await handle.write(Buffer.from([(bytes[at] ?? 0) ^ 1]), 0, 1, at);
  await handle.close();
}
