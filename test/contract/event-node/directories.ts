import { copyFile, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { startEventNode } from '#event-node/start-event-node.js';
import { happened } from './events.js';

export const EVENTS_FILE = 'events.lmdb';

/** A directory of its own for a test, and what removes it. */
export async function temporaryDirectory(): Promise<{ directory: string; remove(): Promise<void> }> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'event-node-'));
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** Fills a directory with appends one after the other, each a transaction of its own, and leaves it to others. */
export async function fill(dataDir: string, streams: number, appendsEach: number): Promise<void> {
  const node = await startEventNode({ dataDir });
  const client = EventStoreDBClient.connectionString(node.connectionString);
  for (let append = 0; append < appendsEach; append++)
    await Promise.all(
      Array.from({ length: streams }, (_, n) => client.appendToStream(`s-${n}`, [happened(append), happened(append)])),
    );
  await client.dispose();
  await node.stop();
}

export async function copyDirectory(from: string, to: string): Promise<void> {
  for (const name of await readdir(from)) await copyFile(path.join(from, name), path.join(to, name));
}

/** Turns one bit around. */
export async function flipBit(file: string, byte: number, bit: number): Promise<void> {
  const handle = await open(file, 'r+');
  const bytes = Buffer.alloc(1);
  await handle.read(bytes, 0, 1, byte);
  bytes[0] = (bytes[0] ?? 0) ^ (1 << bit);
  await handle.write(bytes, 0, 1, byte);
  await handle.close();
}
