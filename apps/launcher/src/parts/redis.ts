import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GuardedServer } from '../guarded-server.js';

const SERVERS = ['redis-server', 'valkey-server'] as const;
/** BullMQ needs 6.2; Valkey began with 7.2. */
const [MAJOR_MIN, MINOR_MIN] = [6, 2];

export interface PrivateRedis {
  readonly server: GuardedServer;
  readonly url: string;
}

/** The Redis or Valkey on PATH that BullMQ can use; undefined when there is none. */
export function findRedisServer(path: string | undefined = process.env.PATH): string | undefined {
  return SERVERS.find((command) => {
    const [major = 0, minor = 0] = versionOf(command, path);
    return major > MAJOR_MIN || (major === MAJOR_MIN && minor >= MINOR_MIN);
  });
}

function versionOf(command: string, path: string | undefined): number[] {
  try {
    const text = execFileSync(command, ['--version'], { encoding: 'utf8', env: { PATH: path } });
    return (/v=(\d+)\.(\d+)/.exec(text)?.slice(1) ?? []).map(Number);
  } catch {
    return [];
  }
}

/** A Redis of our own on loopback: every job is in its log, and nothing is thrown out when memory is short. */
export function privateRedis(command: string, directory: string, port: number): PrivateRedis {
  mkdirSync(directory, { recursive: true });
  const password = randomBytes(24).toString('base64url');
  const configuration = join(directory, 'redis.conf');
  const pidFile = join(directory, 'redis.pid');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir "${directory}"`,
    `pidfile "${pidFile}"`,
    'daemonize no',
    // So that it can be told from others by the configuration in its command line.
    'set-proc-title no',
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    'loglevel warning',
  ];
  // Written anew at each start, with a new password: mode 600, since it holds it.
  writeFileSync(configuration, `${lines.join('\n')}\n`, { mode: 0o600 });
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    server: {
      name: 'redis',
      command,
      args: [configuration],
      cwd: directory,
      pidFile,
      marker: configuration,
      port,
      stopSignal: 'SIGTERM',
    },
  };
}
