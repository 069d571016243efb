import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { startEventNode } from '#event-node/start-event-node.js';

/** A server that the suite is run against. */
export interface ServerUnderTest {
  readonly name: string;
  start(): Promise<RunningServer>;
}

export interface RunningServer {
  readonly connectionString: string;
  readonly client: EventStoreDBClient;
  stop(): Promise<void>;
}

/** An EventStoreDB or KurrentDB somewhere else, which is to pass the same tests. */
export const elsewhere = process.env.EVENTSTORE_CONTRACT_URL;

const running = (connectionString: string, stop: () => Promise<void>): RunningServer => {
  const client = EventStoreDBClient.connectionString(connectionString);
  return {
    connectionString,
    client,
    stop: async () => {
      await client.dispose();
      await stop();
    },
  };
};

const nodeInMemory: ServerUnderTest = {
  name: 'an event node in memory',
  start: async () => {
    const node = await startEventNode({ inMemory: true });
    return running(node.connectionString, () => node.stop());
  },
};

const onDisk: ServerUnderTest = {
  name: 'an event node on disk',
  start: async () => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'event-node-'));
    const node = await startEventNode({ dataDir });
    return running(node.connectionString, async () => {
      await node.stop();
      await rm(dataDir, { recursive: true });
    });
  },
};

const other: ServerUnderTest | undefined =
  elsewhere === undefined
    ? undefined
    : { name: elsewhere, start: () => Promise.resolve(running(elsewhere, () => Promise.resolve())) };

export const servers: readonly ServerUnderTest[] = other === undefined ? [nodeInMemory, onDisk] : [other];
/** For what does not depend on how events are stored. */
export const inMemory: ServerUnderTest = other ?? nodeInMemory;
