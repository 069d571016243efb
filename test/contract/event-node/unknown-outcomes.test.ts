import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DeadlineExceededError, EventStoreDBClient, NO_STREAM, UnavailableError } from '@eventstore/db-client';
import { type EventNode, startEventNode } from '#event-node/start-event-node.js';
import { happened, newStream, several } from './events.js';

const UNARY = { credentials: { username: 'admin', password: 'changeit' } };

describe('an append whose outcome its caller does not know', () => {
  let dataDir: string;
  let node: EventNode;
  let client: EventStoreDBClient;

  const open = async (): Promise<void> => {
    node = await startEventNode({ dataDir, faults: true });
    client = EventStoreDBClient.connectionString(node.connectionString);
  };
  const close = async (): Promise<void> => {
    await client.dispose();
    await node.stop();
  };
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'event-node-'));
    await open();
  });
  afterEach(async () => {
    await close();
    await rm(dataDir, { recursive: true });
  });

  const idsIn = async (stream: string): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { event } of client.readStream(stream)) if (event) ids.push(event.id);
    return ids;
  };

  it('because its deadline passed may have been written, and is not written twice by a repeat', async () => {
    const [stream, events] = [newStream(), several(3)];
    node.setFaults({ delayAppendsMs: 150 });
    const options = { expectedRevision: NO_STREAM, ...UNARY } as const;
    const attempt = client.appendToStream(stream, events, { ...options, deadline: 50 });
    await expect(attempt).rejects.toThrow(DeadlineExceededError);
    const repeat = await client.appendToStream(stream, events, options);
    expect(repeat.nextExpectedRevision).toBe(2n);
    expect(await idsIn(stream)).toEqual(events.map(({ id }) => id));
  });

  it.each([
    ['by itself', UNARY],
    ['in a batch', {}],
  ])('because the node stopped, sent %s, is there exactly once after a repeat', async (_, way) => {
    const COUNT = 20;
    const appends = Array.from({ length: COUNT }, () => ({ stream: newStream(), events: several(2) }));
    node.setFaults({ delayAppendsMs: 20 });
    const options = { expectedRevision: NO_STREAM, ...way } as const;
    const attempts = appends.map(({ stream, events }) => client.appendToStream(stream, events, options));
    const outcomes = Promise.allSettled(attempts);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await node.stop();
    await outcomes;
    await client.dispose();
    await open();
    for (const { stream, events } of appends) {
      const answer = await client.appendToStream(stream, events, options);
      expect(answer.nextExpectedRevision).toBe(1n);
      expect(await idsIn(stream)).toEqual(events.map(({ id }) => id));
    }
  });

  it('is told of as UnavailableError once the node is gone', async () => {
    const event = happened(0);
    await client.appendToStream(newStream(), event);
    await node.stop();
    await expect(client.appendToStream(newStream(), event, UNARY)).rejects.toThrow(UnavailableError);
    await client.dispose();
    await open();
  });

  it('because the node failed it can be repeated, and a later one at its revision tells that it is missing', async () => {
    const [stream, event] = [newStream(), happened(0)];
    node.setFaults({ failAppends: 1 });
    await expect(client.appendToStream(stream, event, { expectedRevision: NO_STREAM })).rejects.toThrow();
    await expect(client.appendToStream(stream, happened(1), { expectedRevision: 0n })).rejects.toMatchObject({
      actualVersion: 'no_stream',
    });
    await client.appendToStream(stream, event, { expectedRevision: NO_STREAM });
    expect(await idsIn(stream)).toEqual([event.id]);
  });
});
