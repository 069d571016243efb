import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStartError } from '#observability/process-life.js';
import { writeWhole } from './file.js';
import { commandLineOf } from './running-process.js';

/** Of the layout below. A change of layout is a new number, and a start that converts the old one. */
const VERSION = '1';

/** Where everything of one embedded system lives. */
export interface DataDirectory {
  readonly path: string;
  readonly eventNode: string;
  readonly postgres: string;
  readonly redis: string;
  readonly keys: string;
  /** Process ids of this run, for whoever looks or sends a signal. */
  readonly processes: string;
  /** Lets another start have the directory. */
  release(): void;
}

/**
 * Takes the directory for this process, and makes it when it is not there.
 * @throws CannotStartError when it is in use, of another version or somebody else's: nothing in it was changed then.
 */
export function takeDataDirectory(path: string): DataDirectory {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new CannotStartError(`DATA_DIR ${path} cannot be made: ${(error as Error).message}`);
  }
  refuseUnknown(path);
  const release = lock(path);
  writeWhole(join(path, 'version'), `${VERSION}\n`, 0o644);
  return {
    path,
    eventNode: join(path, 'event-node'),
    postgres: join(path, 'postgres'),
    redis: join(path, 'redis'),
    keys: join(path, 'keys.json'),
    processes: join(path, 'processes.json'),
    release,
  };
}

function refuseUnknown(path: string): void {
  const versionFile = join(path, 'version');
  if (existsSync(versionFile)) {
    const version = readFileSync(versionFile, 'utf8').trim();
    if (version === VERSION) return;
    throw new CannotStartError(
      `DATA_DIR ${path} is of version ${JSON.stringify(version)}, and this Termbook reads version "${VERSION}". Nothing was changed. Start the Termbook that wrote it, or name another DATA_DIR.`,
    );
  }
  if (readdirSync(path).every((name) => name === 'lock')) return;
  throw new CannotStartError(
    `DATA_DIR ${path} holds files that are not Termbook's. Nothing was changed. Name an empty or a new directory.`,
  );
}

/** What the lock file says: who holds it, in two ways, since process ids are given out again. */
interface Holder {
  readonly pid: number;
  readonly token: string;
  readonly commandLine: string;
}

function lock(path: string): () => void {
  const file = join(path, 'lock');
  const mine: Holder = { pid: process.pid, token: randomUUID(), commandLine: commandLineOf(process.pid) ?? '' };
  const present = holderIn(file);
  if (present && commandLineOf(present.pid) === present.commandLine) throw inUse(path, present);
  rmSync(file, { force: true });
  try {
    writeFileSync(file, JSON.stringify(mine), { flag: 'wx' });
  } catch {
    throw inUse(path, holderIn(file));
  }
  const holder = holderIn(file);
  if (holder?.token !== mine.token) throw inUse(path, holder);
  return () => holderIn(file)?.token === mine.token && rmSync(file, { force: true });
}

const inUse = (path: string, holder: Holder | undefined) =>
  new CannotStartError(
    `DATA_DIR ${path} is in use by another Termbook (process ${holder?.pid ?? 'unknown'}). Stop that one first, or name another DATA_DIR and PORT.`,
  );

function holderIn(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}
