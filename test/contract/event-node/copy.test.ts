import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { binaryEvent, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { copyEvents } from '#event-node/maintenance/copy.js';
import { type EventNode, startEventNode } from '#event-node/start-event-node.js';
import { temporaryDirectory } from './directories.js';
import { happened, several } from './events.js';
import { buildNode, runCommand } from './node-process.js';

const MANY = 1_200;

describe('copying a node to another server', () => {
  let source: EventNode;
  let target: EventNode;
  let client: EventStoreDBClient;
  let copied: EventStoreDBClient;
  beforeEach(async () => {
    source = await startEventNode({ inMemory: true });
    target = await startEventNode({ inMemory: true, faults: true });
    client = EventStoreDBClient.connectionString(source.connectionString);
    copied = EventStoreDBClient.connectionString(target.connectionString);
    await fillSource();
  });
  afterEach(async () => {
    await client.dispose();
    await copied.dispose();
    await source.stop();
    await target.stop();
  });

  const fillSource = async (): Promise<void> => {
    await client.appendToStream('mixed', [
      jsonEvent({ type: 'J', data: { ü: 1 }, metadata: { by: 'me' } }),
      happened(1),
    ]);
    await client.appendToStream(
      'mixed',
      binaryEvent({ type: 'B', data: Buffer.from([0, 255, 7]), metadata: Buffer.from([1]) }),
    );
    await client.setStreamMetadata('mixed', { maxCount: 2 });
    await client.appendToStream('gone', several(2));
    await client.tombstoneStream('gone');
    await client.appendToStream('back', several(3));
    await client.deleteStream('back');
    await client.appendToStream('back', happened(4));
    for (let n = 0; n < 4; n++) await client.appendToStream(`long-${n % 2}`, several(MANY / 4));
  };
  const copy = (options: { resumeFile?: string } = {}) =>
    copyEvents({ from: source.connectionString, to: target.connectionString, ...options });

  it('keeps order, ids, types, data, metadata and revisions', async () => {
    expect(await copy()).toBeGreaterThan(MANY);
    expect(await contentOf(copied)).toEqual(await contentOf(client));
  });

  it('changes nothing when it is done again, and adds what has come since', async () => {
    await copy();
    await copy();
    await client.appendToStream('mixed', happened(5));
    await copy();
    expect(await contentOf(copied)).toEqual(await contentOf(client));
  });

  it('goes on where it was interrupted', async () => {
    const { directory, remove } = await temporaryDirectory();
    const resumeFile = path.join(directory, 'copy');
    const to = { from: source.connectionString, to: target.connectionString, resumeFile };
    const fail = (done: number) => done > 10 && target.setFaults({ failAppends: 1 });
    await expect(copyEvents({ ...to, onProgress: fail })).rejects.toThrow(/did not take the event at position \d+/);
    await copyEvents(to);
    expect(await contentOf(copied)).toEqual(await contentOf(client));
    const rest: unknown[] = [];
    await client.appendToStream('mixed', happened(5));
    await copyEvents({ ...to, onProgress: (done, at, end) => rest.push([done, at === end]) });
    expect(rest).toEqual([[1, true]]);
    await writeFile(resumeFile, 'what?');
    await expect(copyEvents(to)).rejects.toThrow('holds no position');
    await remove();
  });

  it('stops where the target has other events', async () => {
    await copied.appendToStream('mixed', happened(9));
    await expect(copy()).rejects.toThrow(/did not take the event at position \d+: other events are there already/);
  });

  it('is a command', async () => {
    await buildNode();
    const { code, said } = await runCommand('copy', '--from', source.connectionString, '--to', target.connectionString);
    expect(said).toMatch(/^\d+ events copied\n$/);
    expect(code).toBe(0);
    expect(await contentOf(copied)).toEqual(await contentOf(client));
  });
});

/** All that is to stay the same, in order. Data of metadata that the servers wrote themselves has ids of its own. */
async function contentOf(client: EventStoreDBClient): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const { event } of client.readAll()) {
    if (event === undefined || event.streamId.startsWith('$$$')) continue;
    const { streamId, revision, type, data, metadata, id } = event;
    events.push({ streamId, revision, type, data, metadata, ...(type.startsWith('$') ? {} : { id }) });
  }
  return events;
}
