import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the queue is: every queue and acceptance test runs on each that this machine has. */
export type QueueBackend = 'redis' | 'postgres';

const MARKS = resolve(import.meta.dirname, '../../.tmp/backends');

function hasRedis(): boolean {
  return ['redis-server', 'valkey-server'].some((command) => {
    try {
      return execFileSync(command, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).includes(
        'v=',
      );
    } catch {
      return false;
    }
  });
}

export const QUEUE_BACKENDS: readonly QueueBackend[] = hasRedis() ? ['postgres', 'redis'] : ['postgres'];

/** Leaves a mark that tests of that part ran on that backend: `.ci/run` fails where one is missing. */
export function markBackend(part: string, backend: QueueBackend): void {
  mkdirSync(MARKS, { recursive: true });
  writeFileSync(join(MARKS, `${part}-${backend}`), '');
}
