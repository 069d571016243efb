import { readFileSync } from 'node:fs';

/** Linux counts a process's CPU time in ticks of 10 ms. */
const TICKS_PER_SECOND = 100;

export interface Window {
  readonly perSecond: number;
  /** CPU seconds of this process, and of the server, for each operation. */
  readonly clientCpu: number;
  readonly serverCpu: number;
}

/** CPU seconds that a process has used so far. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Anonymous resident memory in MB: what the process holds itself, mapped file pages not counted. */
export function anonymousMb(pid: number): number {
  const kilobytes = /RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1_024;
}

/** Runs an operation over and over, so many at a time, for so long. The first tenth is not counted. */
export async function keepInFlight(
  inFlight: number,
  seconds: number,
  operation: () => Promise<unknown>,
  serverPid = process.pid,
): Promise<Window> {
  let running = true;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (running) {
      await operation();
      done++;
    }
  };
  const workers = Array.from({ length: inFlight }, worker);
  await sleep(seconds * 100);
  const before = { done, at: performance.now(), client: process.cpuUsage(), server: cpuSeconds(serverPid) };
  await sleep(seconds * 900);
  const count = Math.max(1, done - before.done);
  const elapsed = (performance.now() - before.at) / 1_000;
  const { user, system } = process.cpuUsage(before.client);
  const serverCpu = cpuSeconds(serverPid) - before.server;
  running = false;
  await Promise.all(workers);
  return { perSecond: count / elapsed, clientCpu: (user + system) / 1e6 / count, serverCpu: serverCpu / count };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
