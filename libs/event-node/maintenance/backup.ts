import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { open as openEnvironment } from 'lmdb';
import { DataDirectoryError, isDataDirectory, markFilled, prepareDataDirectory } from '../storage/data-directory.js';
import { EVENTS_FILE } from '../storage/lmdb-layout.js';
import { MAP_BYTES } from '../storage/lmdb-storage.js';
import { type Verification, verifyDataDirectory } from './verify.js';

export interface BackupOptions {
  readonly dataDir: string;
  /** Must not exist, or be empty. */
  readonly to: string;
  readonly onProgress?: (eventsVerified: number, eventsInAll: number) => void;
}

/**
 * Copies a data directory, also of a node that is running: what was acknowledged when the copy began is in it, the node goes
 * on as before. Reads the copy back and verifies it; until that has passed its file has another name.
 * @throws DataDirectoryError
 */
export async function backupDataDirectory({ dataDir, to, onProgress }: BackupOptions): Promise<Verification> {
  if (!isDataDirectory(dataDir) || !existsSync(path.join(dataDir, EVENTS_FILE)))
    throw new DataDirectoryError(`${dataDir} is no event node's data directory, or nothing was stored there yet.`);
  if (existsSync(to) && readdirSync(to).length > 0)
    throw new DataDirectoryError(`${to} is not empty: a backup overwrites nothing.`);
  mkdirSync(to, { recursive: true });
  prepareDataDirectory(to);
  const copy = path.join(to, EVENTS_FILE);
  await copySnapshot(path.join(dataDir, EVENTS_FILE), `${copy}.incomplete`);
  await rename(`${copy}.incomplete`, copy);
  markFilled(to);
  await sync(to);
  return verifyDataDirectory({ dataDir: to, ...(onProgress === undefined ? {} : { onProgress }) });
}

/** lmdb's own copy of one transaction's state; it keeps the node's writers waiting for two pages only. */
async function copySnapshot(file: string, copy: string): Promise<void> {
  const environment = openEnvironment({ path: file, noSubdir: true, readOnly: true, mapSize: MAP_BYTES });
  try {
    await environment.backup(copy, false);
  } finally {
    await environment.close();
  }
  if ((await stat(copy)).size === 0) throw new DataDirectoryError(`${copy}: nothing was copied.`);
  await sync(copy);
}

/** A file's bytes, or a directory's names. */
async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
