import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { CannotStartError } from '#observability/process-life.js';

/** Postgres refuses to run as root, so root runs it as this user. */
const USER = 'postgres';

/** How a command is run as another user. */
export interface RunAs {
  /** Put in front of the command; it then changes the user itself. */
  readonly prefix: readonly string[];
  /** undefined: the user that we are. */
  readonly ids?: { readonly uid: number; readonly gid: number };
}

const MAY_ENTER_AS_OTHER = 0o001;

const idOf = (option: '-u' | '-g'): number | undefined => {
  try {
    return Number(execFileSync('id', [option, USER], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return undefined;
  }
};

function createUser(): void {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--shell', '/usr/sbin/nologin', USER], { stdio: 'ignore' });
  } catch {
    throw new CannotStartError(
      `Postgres does not run as root, and the user "${USER}" could not be made. Make it, start as another user, or set DATABASE_URL.`,
    );
  }
}

/** The directory that keeps others out, if one above the path does. */
function closedAbove(path: string): string | undefined {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    if ((statSync(directory).mode & MAY_ENTER_AS_OTHER) === 0) return directory;
    if (directory === dirname(directory)) return undefined;
  }
}

function hasSetpriv(): boolean {
  try {
    return execFileSync('setpriv', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

/** The capability to pass directories that are closed to others, if this process could hand it on. */
function passingCapability(): string | undefined {
  const bounding = execFileSync('setpriv', ['--dump'], { encoding: 'utf8' });
  return ['dac_read_search', 'dac_override'].find((name) => bounding.includes(name));
}

/**
 * @param paths what the server must reach, under directories that may be closed to others (a clone in root's home).
 * @throws CannotStartError that names the directory, when there is no way through.
 */
export function runAs(paths: readonly string[]): RunAs {
  if (process.getuid?.() !== 0) return { prefix: [] };
  if (idOf('-u') === undefined) createUser();
  const uid = idOf('-u');
  const gid = idOf('-g');
  if (uid === undefined || gid === undefined)
    throw new CannotStartError(`There is no user "${USER}" to run Postgres as.`);
  const closed = paths.map(closedAbove).find((directory) => directory !== undefined);
  if (closed === undefined) return { prefix: [], ids: { uid, gid } };
  const capability = hasSetpriv() ? passingCapability() : undefined;
  if (capability === undefined) {
    throw new CannotStartError(
      `Postgres does not run as root, and the user "${USER}" may not enter ${closed}. Open it (chmod o+x), move elsewhere, start as another user, or set DATABASE_URL.`,
    );
  }
  const only = `-all,+${capability}`;
  return {
    prefix: [
      'setpriv',
      `--reuid=${uid}`,
      `--regid=${gid}`,
      '--clear-groups',
      // Else access(2), by which initdb looks at its own programs, leaves the capability out of account.
      '--securebits=+no_setuid_fixup',
      `--inh-caps=${only}`,
      `--ambient-caps=${only}`,
    ],
    ids: { uid, gid },
  };
}
