import { rmSync } from 'node:fs';
import { type GuardedServer, SERVER_STOP_MS_MAX } from './guarded-server.js';
import { commandLineOf, pidIn } from './running-process.js';
import { waitFor } from './wait-for.js';

const alive = (pid: number): boolean => commandLineOf(pid) !== undefined;

/** What a guard that was killed left running holds the data, and nobody else would ever stop it. */
export async function stopLeftover(server: GuardedServer): Promise<void> {
  const pid = pidIn(server.pidFile);
  const commandLine = pid === undefined ? undefined : commandLineOf(pid);
  if (pid === undefined || commandLine === undefined) return;
  // The id was given to somebody else since: the file says nothing any more, and the server would believe it.
  if (!commandLine.includes(server.marker)) return rmSync(server.pidFile, { force: true });
  process.kill(pid, server.stopSignal);
  if (await waitFor(() => !alive(pid), SERVER_STOP_MS_MAX)) return;
  process.kill(pid, 'SIGKILL');
  await waitFor(() => !alive(pid), SERVER_STOP_MS_MAX);
}
