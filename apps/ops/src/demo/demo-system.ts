import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { TermbookApi } from '#client/termbook-api.js';

const LAUNCHER = new URL('../../../launcher/src/main.js', import.meta.url).pathname;

export interface DemoSystem {
  readonly url: string;
  readonly admin: TermbookApi;
  readonly intake: TermbookApi;
  /** For who looks around in the console. */
  readonly operationsKey: string;
  stop(): Promise<void>;
}

/** The same system as `npm start`, on a free port, in a fresh directory; what it says goes into a file. */
export async function startDemoSystem(directory: string): Promise<DemoSystem> {
  const dataDir = join(directory, 'data');
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const launcher = spawn(process.execPath, [LAUNCHER], {
    env: {
      ...withoutSettings(process.env),
      DATA_DIR: dataDir,
      PORT: '0',
      NO_COLOR: '1',
      TERMBOOK_SUPERVISED: '1',
      TERMBOOK_STOP_ON_STDIN_END: '1',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(directory, 'demo.log'));
  launcher.stdout.pipe(log, { end: false });
  launcher.stderr.pipe(log, { end: false });
  const url = await Promise.race([readyUrl(launcher.stdout), once(launcher, 'exit').then(() => undefined)]);
  if (url === undefined) throw new Error(`The system did not start: see ${join(directory, 'demo.log')}`);
  const keys = JSON.parse(readFileSync(join(dataDir, 'keys.json'), 'utf8')) as Readonly<
    Record<'admin' | 'intake' | 'operations', string>
  >;
  return {
    url,
    admin: new TermbookApi({ url, key: keys.admin }),
    intake: new TermbookApi({ url, key: keys.intake }),
    operationsKey: keys.operations,
    stop: () => stop(launcher),
  };
}

/** Everything embedded, whatever the settings of the shell are. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { EVENTSTORE_URL, DATABASE_URL, REDIS_URL, VAULT_URL, VENDOR_URL, KEYS_FILE, POLICY_FILE, SANDBOX, ...rest } =
    environment;
  return rest;
}

async function readyUrl(output: NodeJS.ReadableStream): Promise<string | undefined> {
  const lines = createInterface({ input: output });
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      const url = /^READY launcher (\S+)/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

async function stop(launcher: ChildProcess): Promise<void> {
  if (launcher.exitCode !== null) return;
  const exited = once(launcher, 'exit');
  launcher.kill('SIGTERM');
  await exited;
}
