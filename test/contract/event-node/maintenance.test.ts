import path from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { EVENTS_FILE, fill, flipBit, temporaryDirectory } from './directories.js';
import { happened } from './events.js';
import { buildNode, ended, runCommand, startProcess } from './node-process.js';

const WRITERS = 8;

describe('the commands that look after a data directory', () => {
  let dataDir: string;
  let to: string;
  const removals: (() => Promise<void>)[] = [];
  beforeAll(() => buildNode());
  beforeEach(async () => {
    const made = [await temporaryDirectory(), await temporaryDirectory()];
    [dataDir = '', to = ''] = made.map(({ directory }) => directory);
    removals.push(...made.map(({ remove }) => remove));
  });
  afterEach(async () => {
    for (const remove of removals.splice(0)) await remove();
  });

  it('verify says that all is in order', async () => {
    await fill(dataDir, 2, 3);
    expect(await runCommand('verify', '--data-dir', dataDir)).toEqual({
      code: 0,
      said: `${dataDir}: 13 events in 3 streams, all in order\n`,
    });
  });

  it('verify says what is damaged and where, and ends with 1', async () => {
    await fill(dataDir, 2, 3);
    const file = path.join(dataDir, EVENTS_FILE);
    await flipBit(file, 4_096 + 24, 0);
    const { code, said } = await runCommand('verify', '--data-dir', dataDir);
    expect(code).toBe(1);
    expect(said).toContain('DAMAGED events.lmdb, page 1 (byte 4096): it does not begin as an lmdb file does\n');
  });

  it('verify leaves a directory alone that a node has open, or that is none', async () => {
    const node = await startProcess(['--data-dir', dataDir]);
    expect(await runCommand('verify', '--data-dir', dataDir)).toMatchObject({
      code: 1,
      said: expect.stringContaining('in use by another event node'),
    });
    expect(await runCommand('verify', '--data-dir', to)).toMatchObject({
      code: 1,
      said: expect.stringContaining("no event node's data directory"),
    });
    node.child.kill('SIGKILL');
    await ended(node.child);
  });

  it('backup copies a node under load: all that was acknowledged before, in order, and it can be started', async () => {
    const node = await startProcess(['--data-dir', dataDir]);
    const client = EventStoreDBClient.connectionString(node.connectionString);
    const acknowledged: string[] = [];
    let goOn = true;
    const write = async (writer: number): Promise<void> => {
      while (goOn) {
        const event = happened(writer);
        await client.appendToStream(`s-${writer}`, event);
        acknowledged.push(event.id);
      }
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
    while (acknowledged.length < WRITERS * 10) await new Promise((resolve) => setImmediate(resolve));
    const before = acknowledged.slice();
    const backup = await runCommand('backup', '--data-dir', dataDir, '--to', to);
    goOn = false;
    await Promise.all(writers);
    expect(acknowledged.length).toBeGreaterThan(before.length);
    expect(backup).toMatchObject({ code: 0, said: expect.stringMatching(/\d+ events in 9 streams, all in order\n$/) });
    node.child.kill('SIGKILL');
    await ended(node.child);
    await client.dispose();

    const second = await startProcess(['--data-dir', to]);
    const reader = EventStoreDBClient.connectionString(second.connectionString);
    const copied: string[] = [];
    for await (const { event } of reader.readAll()) if (event?.type === 'Happened') copied.push(event.id);
    expect(before.filter((id) => !copied.includes(id))).toEqual([]);
    const { success } = await reader.appendToStream('s-0', happened(0));
    expect(success).toBe(true);
    await reader.dispose();
    second.child.kill('SIGKILL');
    await ended(second.child);
  });

  it('backup also copies a directory that nobody has open, and overwrites nothing', async () => {
    await fill(dataDir, 1, 1);
    expect(await runCommand('backup', '--data-dir', dataDir, '--to', to)).toMatchObject({ code: 0 });
    expect(await runCommand('backup', '--data-dir', dataDir, '--to', to)).toMatchObject({
      code: 1,
      said: expect.stringContaining('is not empty: a backup overwrites nothing'),
    });
  });

  it('say how they are used when they are not used so', async () => {
    const { code, said } = await runCommand('backup', '--data-dir', dataDir);
    expect(code).toBe(2);
    expect(said).toContain('--to is needed');
    expect(said).toContain('event-node backup --data-dir DIR --to NEW');
  });
});
