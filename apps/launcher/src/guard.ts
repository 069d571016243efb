import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { CannotStartError, runProcess } from '#observability/process-life.js';
import { type GuardedServer, SERVER_STOP_MS_MAX } from './guarded-server.js';
import { stopLeftover } from './leftover.js';
import { pidIn } from './running-process.js';
import { listens, waitFor } from './wait-for.js';

/** Crash recovery of a large store takes a while; a store that is not up by then is tried anew. */
const READY_MS_MAX = 60_000;

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit');
  if (child.exitCode !== null || child.signalCode !== null || !child.kill(signal)) return;
  const late = setTimeout(() => child.kill('SIGKILL'), SERVER_STOP_MS_MAX);
  await exited;
  clearTimeout(late);
}

/**
 * Runs a server that is not ours (Postgres, Redis) as one of our supervised processes: it ends when the server ends, and
 * the server ends when it is told to stop or when the launcher dies, which the server itself could not notice.
 */
async function guard(server: GuardedServer, stopping: AbortSignal) {
  // An earlier guard's; two servers can't have the same data.
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
