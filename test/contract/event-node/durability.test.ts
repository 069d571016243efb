import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { verifyDataDirectory } from '#event-node/maintenance/verify.js';
import { startEventNode } from '#event-node/start-event-node.js';
import { StoredTables } from '#event-node/storage/stored-tables.js';
import { copyDirectory, EVENTS_FILE, fill, flipBit, temporaryDirectory } from './directories.js';
import { buildNode, ended, readyOn, spawnNode } from './node-process.js';

const PAGE_BYTES = 4_096;
const STREAMS = 5;
const APPENDS_EACH = 12;
/** Each starts a process: a crash of it is what must not happen. */
const DAMAGED_STARTS = 5;
/** Read without lmdb, in this process: cheap. */
const DAMAGED_VERIFICATIONS = 150;
const STARTS_WITHIN_MS = 60_000;

describe('a data directory that is damaged', () => {
  const sound = { directory: '', file: Buffer.alloc(0), events: '', remove: () => Promise.resolve() };
  let dataDir: string;
  let file: string;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    await buildNode();
    Object.assign(sound, await temporaryDirectory());
    await fill(sound.directory, STREAMS, APPENDS_EACH);
    sound.file = await readFile(path.join(sound.directory, EVENTS_FILE));
    const node = await startEventNode({ dataDir: sound.directory });
    sound.events = await allEvents(node.connectionString);
    await node.stop();
  });
  afterAll(() => sound.remove());
  beforeEach(async () => {
    ({ directory: dataDir, remove } = await temporaryDirectory());
    await copyDirectory(sound.directory, dataDir);
    file = path.join(dataDir, EVENTS_FILE);
  });
  afterEach(() => remove());

  const refusal = async (): Promise<string> => {
    const { code, said } = await ended(spawnNode(['--data-dir', dataDir, '--port', '0']));
    expect(code).toBe(1);
    expect(said).toContain('Nothing was changed: restore the data directory from a backup.');
    return said;
  };

  it('is in order to begin with', async () => {
    const { events, streams, findings } = await verifyDataDirectory({ dataDir });
    expect({ events, streams, findings }).toEqual({
      events: STREAMS * APPENDS_EACH * 2 + 1,
      streams: STREAMS + 1,
      findings: [],
    });
  });

  it.each([
    ['one byte', 1],
    ['one page', PAGE_BYTES],
    ['half of it', Math.floor(PAGE_BYTES * 10.5)],
  ])('is refused with the place when its file lacks %s', async (_, lacking) => {
    // Pages at the end may be free: cut where the last one in use is.
    const end = lastUsedPage(dataDir) * PAGE_BYTES + PAGE_BYTES;
    await truncate(file, end - lacking);
    const said = await refusal();
    expect(said).toMatch(/events\.lmdb is damaged at page \d+ \(byte \d+\): the file is cut off/);
    expect((await stat(file)).size).toBe(end - lacking);
    expect((await verifyDataDirectory({ dataDir })).findings).not.toEqual([]);
  });

  it.each([5_000, 100])('is refused when only %d bytes of it are left', async (left) => {
    await truncate(file, left);
    expect(await refusal()).toMatch(
      /events\.lmdb is damaged at page \d+ \(byte \d+\): the file (is cut off|ends within it)/,
    );
  });

  it('is refused when its file is empty or gone, since it held events', async () => {
    await truncate(file, 0);
    expect(await refusal()).toContain('events.lmdb is gone or empty, and held events');
    await rm(file);
    expect(await refusal()).toContain('events.lmdb is gone or empty, and held events');
  });

  it('is refused when the last pages written are torn: beginnings without their ends', async () => {
    const torn = Buffer.from(sound.file);
    const last = lastUsedPage(dataDir);
    torn.fill(0, last * PAGE_BYTES + 512, (last + 1) * PAGE_BYTES);
    await writeFile(file, torn);
    await refusal();
  });

  it(
    'is refused with the place, or gives what was stored, whichever bit of it is flipped',
    async () => {
      for (let start = 0; start < DAMAGED_STARTS; start++) {
        await writeFile(file, sound.file);
        const byte = Math.floor(Math.random() * sound.file.length);
        await flipBit(file, byte, start);
        const outcome = await startAndRead(dataDir);
        if (outcome === sound.events) continue;
        expect(`byte ${byte}: ${outcome}`).toMatch(/code 1: .*(is damaged|page \d+ \(byte \d+\))/s);
      }
    },
    STARTS_WITHIN_MS,
  );

  it('is seen through by verify, whichever bit is flipped of a page in use', async () => {
    const used = [...usedPages(dataDir)];
    const readable = digest(dataDir);
    const unseen: number[] = [];
    for (let flip = 0; flip < DAMAGED_VERIFICATIONS; flip++) {
      const byte = (used[flip % used.length] ?? 0) * PAGE_BYTES + Math.floor(Math.random() * PAGE_BYTES);
      await flipBit(file, byte, flip % 8);
      const { findings } = await verifyDataDirectory({ dataDir });
      // What no tree leads to, or fills up a page, means nothing.
      if (findings.length === 0 && digest(dataDir) !== readable) unseen.push(byte);
      await flipBit(file, byte, flip % 8);
    }
    expect(unseen).toEqual([]);
  });

  it('is not changed by being verified', async () => {
    const before = await readdir(dataDir);
    await verifyDataDirectory({ dataDir });
    expect(await readdir(dataDir)).toEqual(before);
    expect((await readFile(file)).equals(sound.file)).toBe(true);
  });
});

/** Everything that can be read of the tables, in one number. */
function digest(dataDir: string): string {
  const hash = createHash('sha256');
  const tables = StoredTables.open(dataDir);
  for (const { position, frame } of tables?.log('forwards') ?? []) hash.update(`${position}`).update(frame);
  for (const { streamId, revision } of tables?.index() ?? []) hash.update(`${streamId}-${revision}`);
  tables?.close();
  return hash.digest('hex');
}

function usedPages(dataDir: string): Set<number> {
  const pages = new Set<number>();
  const tables = StoredTables.open(dataDir);
  if (tables === undefined) return pages;
  tables.file.onPage = (page, count) => {
    for (let n = 0; n < count; n++) pages.add(page + n);
  };
  tables.readAll();
  tables.close();
  return pages;
}

const lastUsedPage = (dataDir: string): number => Math.max(...usedPages(dataDir));

async function allEvents(connectionString: string): Promise<string> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const ids: string[] = [];
  for await (const { event } of client.readAll()) ids.push(`${event?.id} ${JSON.stringify(event?.data)}`);
  await client.dispose();
  return ids.join();
}

/** All events of a node that starts; else with which code it ended, and what it said. */
async function startAndRead(dataDir: string): Promise<string> {
  const child = spawnNode(['--data-dir', dataDir, '--port', '0']);
  const end = ended(child);
  const address = await readyOn(child).catch(() => undefined);
  if (address !== undefined) {
    const events = await allEvents(address);
    child.kill('SIGKILL');
    await end;
    return events;
  }
  const { code, said } = await end;
  return `code ${code}: ${said}`;
}
