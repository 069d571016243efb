import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { verifyDataDirectory } from '#event-node/maintenance/verify.js';
import { temporaryDirectory } from './directories.js';
import { happened, newStream } from './events.js';
import { buildNode, ended, type NodeProcess, startProcess } from './node-process.js';

const isThere = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0;
/** Where the tool is not at hand, its test is skipped. */
const withTool = (tool: string) => (isThere(tool) ? it : it.skip);
/** As soon as this many bytes are in the file; the first is on no page's boundary, the second on one. */
const FILE_LIMITS = [1_200_000, 1_204_224];
const APPENDS_MAX = 1_000;
/** Debian's, where it is there: the node dies of a block of memory that was written past its end. */
const CHECKED_MEMORY = '/lib/x86_64-linux-gnu/libc_malloc_debug.so.0';
const environment = existsSync(CHECKED_MEMORY) ? { LD_PRELOAD: CHECKED_MEMORY, MALLOC_CHECK_: '3' } : {};

describe('an event node on a disk that fails it', () => {
  let dataDir: string;
  let remove: () => Promise<void>;
  let node: NodeProcess;
  let client: EventStoreDBClient;
  beforeAll(() => buildNode());
  beforeEach(async () => {
    ({ directory: dataDir, remove } = await temporaryDirectory());
    node = await startProcess(['--data-dir', dataDir, '--test-faults'], environment);
    client = EventStoreDBClient.connectionString(node.connectionString);
  });
  afterEach(async () => {
    await client.dispose();
    node.child.kill('SIGKILL');
    await remove();
  });

  const large = () => jsonEvent({ type: 'Large', data: { text: 'x'.repeat(3_000) } });
  const revisions = async (stream: string): Promise<bigint[]> => {
    const found: bigint[] = [];
    for await (const { event } of client.readStream(stream)) found.push(event?.revision ?? -1n);
    return found;
  };
  const sound = async () => expect((await verifyDataDirectory({ dataDir })).findings).toEqual([]);

  withTool('prlimit').each(FILE_LIMITS)(
    'answers errors while it is full at %d bytes, goes on reading, and writes again once there is room',
    async (limit) => {
      const stream = newStream();
      const allow = (bytes: number | 'unlimited') =>
        execFileSync('prlimit', ['--pid', `${node.child.pid}`, `--fsize=${bytes}:unlimited`]);
      allow(limit);
      let appended = 0;
      const fillUp = async (): Promise<void> => {
        for (; appended < APPENDS_MAX; appended++) await client.appendToStream(stream, large());
      };
      await expect(fillUp()).rejects.toThrow();
      await expect(client.appendToStream(stream, large())).rejects.toThrow();
      expect(await revisions(stream)).toHaveLength(appended);
      allow('unlimited');
      const { nextExpectedRevision } = await client.appendToStream(stream, large());
      expect(nextExpectedRevision).toBe(BigInt(appended));
      node.child.kill('SIGTERM');
      await once(node.child, 'close');
      await sound();
    },
  );

  it('ends when a sync has failed, and acknowledges nothing of it', async () => {
    await client.appendToStream(newStream(), happened(1));
    const end = ended(node.child);
    await fetch(`http://127.0.0.1:${node.port}/faults`, { method: 'POST', body: '{"failSync":true}' });
    await expect(client.appendToStream(newStream(), happened(2))).rejects.toThrow();
    expect(await end).toMatchObject({ code: 1, said: expect.stringContaining('a write to disk failed') });
    await sound();
  });

  withTool('strace')('ends when the system says that a sync has failed', async () => {
    await client.appendToStream(newStream(), happened(1));
    const end = ended(node.child);
    const failing = ['-e', 'trace=fdatasync', '-e', 'inject=fdatasync:error=EIO'];
    const tracer = spawn('strace', ['-f', '-o', '/dev/null', '-p', `${node.child.pid}`, ...failing]);
    const [said] = await once(tracer.stderr, 'data');
    // Where tracing is not allowed there is nothing to try.
    if (`${said}`.includes('not permitted')) return;
    await expect(client.appendToStream(newStream(), happened(2))).rejects.toThrow();
    expect(await end).toMatchObject({ code: 1, said: expect.stringContaining('a write to disk failed') });
    await sound();
  });
});
