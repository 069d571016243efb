import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { readyLineOf } from '../../support/ready-line.js';

const WORKER = resolve(import.meta.dirname, '../../../dist/apps/worker/src/main.js');

export interface WorkerProcess {
  readonly pid: number | undefined;
  readonly metricsUrl: string;
  /** As a crash would. */
  kill(): Promise<void>;
}

/** A worker as it is run, on the stores that this process's environment names. @param settings over those. */
export async function startWorker(settings: Readonly<Record<string, string>>): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [WORKER], {
    env: { ...process.env, ...settings, TERMBOOK_STOP_ON_STDIN_END: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { pid: child.pid, metricsUrl: await readyLineOf(child, 'worker'), kill };
}
