import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const FORMAT_FILE = 'event-node-format';
const FILLED_FILE = 'event-node-filled';
/** Goes up with every change that an older or newer node could not read. */
export const FORMAT_VERSION = 1;

/** The directory cannot be used; the message says what to do. Nothing in it was touched. */
export class DataDirectoryError extends Error {}

/**
 * Makes the directory if need be and checks that it is ours, of this version.
 * @throws DataDirectoryError
 */
export function prepareDataDirectory(directory: string): void {
  make(directory);
  const formatFile = path.join(directory, FORMAT_FILE);
  if (!existsSync(formatFile)) {
    if (readdirSync(directory).length > 0)
      throw new DataDirectoryError(`${directory} holds files that are not an event node's: choose an empty directory.`);
    writeFileSync(formatFile, `${FORMAT_VERSION}\n`, { flush: true });
    return;
  }
  const version = readFileSync(formatFile, 'utf8').trim();
  if (version !== `${FORMAT_VERSION}`)
    throw new DataDirectoryError(
      `${directory} was written in format ${version}; this event node reads format ${FORMAT_VERSION}. Nothing was changed.`,
    );
}

/** Not left to `recursive` alone: where the system takes no directories, as below /proc, node would try for ever. */
function make(directory: string): void {
  const parent = path.dirname(path.resolve(directory));
  if (!existsSync(parent)) mkdirSync(directory, { recursive: true });
  else if (!existsSync(directory)) mkdirSync(directory);
}

/** Is there something of an event node's? Of which format is for `prepareDataDirectory` to say. */
export const isDataDirectory = (directory: string): boolean => existsSync(path.join(directory, FORMAT_FILE));

/**
 * Told once the first event is on disk: from then on a missing file is a loss, not a beginning.
 */
export function markFilled(directory: string): void {
  const mark = path.join(directory, FILLED_FILE);
  if (!existsSync(mark)) writeFileSync(mark, '', { flush: true });
}

export const isMarkedFilled = (directory: string): boolean => existsSync(path.join(directory, FILLED_FILE));

/** Held for as long as the process lives; the system releases it, however the process ends. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * A listening socket named after the directory's device and inode: only one process can have it, and it leaves nothing
 * behind after a kill, which a lock file would.
 * @throws DataDirectoryError when another process has the directory.
 */
export async function lockDataDirectory(directory: string): Promise<DirectoryLock> {
  const { dev, ino } = statSync(directory);
  const name = `termbook-event-node-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32)}`;
  const address = lockAddress(name);
  const server = net.createServer((socket) => socket.destroy());
  server.unref();
  await listen(server, address, directory);
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

function lockAddress(name: string): string {
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return path.join(os.tmpdir(), `${name}.sock`);
}

async function listen(server: net.Server, address: string, directory: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new DataDirectoryError(`${directory} is in use by another event node: stop it first.`)
          : error,
      ),
    );
    server.listen(address, resolve);
  });
}
