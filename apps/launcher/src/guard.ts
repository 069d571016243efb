import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { CannotStartError, runProcess } from '#observability/process-life.js';
import type { GuardedServer } from './guarded-server.js';
import { commandLineOf, pidIn } from './running-process.js';
import { listens, waitFor } from './wait-for.js';

/** Crash recovery of a large store takes a while; a store that is not up by then is tried anew. */
const READY_MS_MAX = 60_000;
/** A clean stop writes what is in memory; after that the store's own log has to do. */
const STOP_MS_MAX = 8_000;

const alive = (pid: number): boolean => commandLineOf(pid) !== undefined;

/** What an earlier guard that was killed left running would hold the data: it is stopped first. */
async function stopLeftover(server: GuardedServer): Promise<void> {
  const pid = pidIn(server.pidFile);
  const commandLine = pid === undefined ? undefined : commandLineOf(pid);
  if (pid === undefined || commandLine === undefined) return;
  // The id was given to somebody else since: the file says nothing any more, and the server would believe it.
  if (!commandLine.includes(server.marker)) return rmSync(server.pidFile, { force: true });
  process.kill(pid, server.stopSignal);
  if (await waitFor(() => !alive(pid), STOP_MS_MAX)) return;
  process.kill(pid, 'SIGKILL');
  await waitFor(() => !alive(pid), STOP_MS_MAX);
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit');
  if (child.exitCode !== null || child.signalCode !== null || !child.kill(signal)) return;
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await exited;
  clearTimeout(late);
}

/**
 * Runs a server that is not ours (Postgres, Redis) as one of our supervised processes: it ends when the server ends, and
 * the server ends when it is told to stop or when the launcher dies, which the server itself could not notice.
 */
async function guard(server: GuardedServer, stopping: AbortSignal) {
  await stopLeftover(server);
  const child = spawn(server.command, server.args, {
    cwd: server.cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    ...(server.uid === undefined ? {} : { uid: server.uid }),
    ...(server.gid === undefined ? {} : { gid: server.gid }),
  });
  const life = { stopped: false };
  child.once('error', (error) => process.stderr.write(`${server.command}: ${error.message}\n`));
  child.once('exit', () => life.stopped || process.exit(1));
  const end = async () => {
    life.stopped = true;
    await stop(child, server.stopSignal);
  };
  if (!(await waitFor(async () => stopping.aborted || (await listens(server.port)), READY_MS_MAX))) {
    await end();
    throw new CannotStartError(`${server.name} does not listen on port ${server.port}`);
  }
  return { ready: `pid=${pidIn(server.pidFile) ?? child.pid}`, stop: end };
}

const server = JSON.parse(process.argv[2] ?? '{}') as GuardedServer;
await runProcess(server.name, { start: (stopping) => guard(server, stopping) });
