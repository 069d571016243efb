import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { happened, newStream } from './events.js';
import { buildNode, ended, spawnNode, startProcess } from './node-process.js';

const FILE = import.meta.filename;
/** Port 1 has no server on any machine that runs tests. */
const NOBODY = 'esdb://127.0.0.1:1?tls=false';

describe('the event node as a process', () => {
  let dataDir: string;
  beforeAll(() => buildNode());
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'event-node-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('keeps what it acknowledged when it is stopped and started again', async () => {
    const stream = newStream();
    for (const expected of [0n, 1n]) {
      const node = await startProcess(['--data-dir', dataDir]);
      const client = EventStoreDBClient.connectionString(node.connectionString);
      const answer = await client.appendToStream(stream, happened(1));
      expect(answer.nextExpectedRevision).toBe(expected);
      await client.dispose();
      node.child.kill('SIGTERM');
      expect(await ended(node.child)).toMatchObject({ code: 0 });
    }
  });

  it('refuses a directory that another node has, and leaves that one alone', async () => {
    const first = await startProcess(['--data-dir', dataDir]);
    const second = await ended(spawnNode(['--data-dir', dataDir, '--port', '0']));
    expect(second).toMatchObject({ code: 1, said: expect.stringContaining('in use by another event node') });
    const client = EventStoreDBClient.connectionString(first.connectionString);
    await client.appendToStream(newStream(), happened(1));
    await client.dispose();
    first.child.kill('SIGKILL');
    await ended(first.child);
  });

  it('can have the directory again at once after the other one was killed', async () => {
    const first = await startProcess(['--data-dir', dataDir]);
    first.child.kill('SIGKILL');
    await ended(first.child);
    const second = await startProcess(['--data-dir', dataDir]);
    second.child.kill('SIGKILL');
    await ended(second.child);
  });

  it('refuses a directory of another format and changes nothing in it', async () => {
    const formatFile = path.join(dataDir, 'event-node-format');
    await writeFile(formatFile, '99\n');
    const { code, said } = await ended(spawnNode(['--data-dir', dataDir, '--port', '0']));
    expect(code).toBe(1);
    expect(said).toContain('format 99');
    expect(await readdir(dataDir)).toEqual(['event-node-format']);
    expect(await readFile(formatFile, 'utf8')).toBe('99\n');
  });

  it('refuses a directory with files of something else', async () => {
    await writeFile(path.join(dataDir, 'thesis.txt'), 'years of work');
    const { code, said } = await ended(spawnNode(['--data-dir', dataDir, '--port', '0']));
    expect(code).toBe(1);
    expect(said).toContain('choose an empty directory');
  });

  it('says so when its port is taken', async () => {
    const first = await startProcess(['--in-memory']);
    const { code, said } = await ended(spawnNode(['--in-memory', '--port', `${first.port}`]));
    expect(code).toBe(1);
    expect(said).toContain('EADDRINUSE');
    first.child.kill('SIGKILL');
    await ended(first.child);
  });

  it.each([
    ['a file for a directory', ['--data-dir', FILE, '--port', '0'], 1, 'ENOTDIR'],
    ['a place that takes no directory', ['--data-dir', '/proc/event-node', '--port', '0'], 1, 'ENOENT'],
    ['an address of another machine', ['--in-memory', '--port', '0', '--host', '203.0.113.9'], 1, 'EADDRNOTAVAIL'],
    ['no address to copy from', ['copy', '--from', 'x:y', '--to', 'esdb://127.0.0.1:1?tls=false'], 2, '--from is no'],
    ['nobody there to copy from', ['copy', '--from', NOBODY, '--to', NOBODY], 1, 'ECONNREFUSED'],
  ] as const)('says in one line what is wrong with %s, not where in its code', async (_, args, code, words) => {
    const result = await ended(spawnNode(args));
    expect(result).toMatchObject({ code, said: expect.stringContaining(words) });
    expect(result.said).not.toMatch(/^\s+at /m);
  });

  it('ends by itself when the process it belongs to has died', async () => {
    const parent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const node = await startProcess(['--in-memory'], { TERMBOOK_PARENT_PID: `${parent.pid}` });
    parent.kill('SIGKILL');
    expect(await ended(node.child)).toMatchObject({ code: 0 });
  });

  it('ends by itself when its standard input does, if asked to', async () => {
    const node = await startProcess(['--in-memory'], { TERMBOOK_STOP_ON_STDIN_END: '1' });
    node.child.stdin?.end();
    expect(await ended(node.child)).toMatchObject({ code: 0 });
  });

  it('tells that it lives and what it is over plain HTTP', async () => {
    const node = await startProcess(['--in-memory']);
    const base = `http://127.0.0.1:${node.port}`;
    expect((await fetch(`${base}/health/live`)).status).toBe(204);
    expect(await (await fetch(`${base}/info`)).json()).toMatchObject({ state: 'leader' });
    expect((await fetch(`${base}/faults`, { method: 'POST', body: '{}' })).status).toBe(404);
    node.child.kill('SIGKILL');
    await ended(node.child);
  });
});
