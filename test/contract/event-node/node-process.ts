import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const MAIN = path.join(ROOT, 'dist/apps/event-node/src/main.js');
const READY = /event node ready on (esdb:\S+)/;

const SOURCES = ['apps/event-node', 'libs/event-node'];

/** File by file: what was compiled of a source that is gone stays old for ever. */
const isBuilt = (): boolean =>
  SOURCES.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(folder, name)),
  ).every((source) => {
    const built = statSync(path.join(ROOT, 'dist', source.replace(/\.ts$/, '.js')), { throwIfNoEntry: false });
    return built !== undefined && built.mtimeMs >= statSync(path.join(ROOT, source)).mtimeMs;
  });

/** The node is tried as it is run: compiled. */
export async function buildNode(): Promise<void> {
  // Not while another test starts one from what is there.
  if (isBuilt()) return;
  await promisify(execFile)(
    process.execPath,
    ['node_modules/@swc/cli/bin/swc.js', ...SOURCES, '-d', 'dist', '--config-file', '.swcrc'],
    { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '' } },
  );
}

export interface NodeProcess {
  readonly child: ChildProcess;
  readonly connectionString: string;
  readonly port: number;
}

export const spawnNode = (args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess =>
  spawn(process.execPath, [MAIN, ...args], { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '', ...env } });

/** @throws with what the process said when it ends instead of getting ready. */
export async function startProcess(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<NodeProcess> {
  const child = spawnNode([...args, '--port', '0'], env);
  const connectionString = await readyOn(child);
  return { child, connectionString, port: Number(new URL(connectionString).port) };
}

/** Runs one of the node's commands to its end. */
export const runCommand = (...args: readonly string[]): Promise<{ code: number | null; said: string }> =>
  ended(spawnNode(args));

/** Waits for the ready line. @throws with what the process said when it ends instead. */
export function readyOn(child: ChildProcess): Promise<string> {
  const said = { text: '' };
  return new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said.text += chunk;
      const ready = READY.exec(said.text)?.[1];
      if (ready !== undefined) resolve(ready);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => reject(new Error(`the node ended with ${code}: ${said.text}`)));
  });
}

/** Waits for the end of a process. @returns its exit code and all that it said. */
export function ended(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  const said = { text: '' };
  const listen = (chunk: Buffer): void => {
    said.text += chunk;
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said: said.text })));
}
