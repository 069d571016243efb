import { mkdtemp, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { happened } from './events.js';
import { killUnderLoad } from './kills.js';
import { buildNode, ended, spawnNode, startProcess } from './node-process.js';

const KILLS = 10;
/** Ten starts of a process, on a machine that is busy with other tests. */
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
      const after = await killUnderLoad(dataDir, KILLS);
      expect(after).toEqual({ lost: [], halfWritten: [], outOfOrder: [], findings: [] });
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

/** Changes one bit of every copy of the text in the file. */
async function flipBit(file: string, text: string): Promise<void> {
  const handle = await open(file, 'r+');
  const bytes = await handle.readFile();
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1))
    await handle.write(Buffer.from([(bytes[at] ?? 0) ^ 1]), 0, 1, at);
  await handle.close();
}
