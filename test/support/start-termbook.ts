import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '#apps/launcher/src/free-port.js';
import { TermbookApi } from '#client/termbook-api.js';
import { markBackend, type QueueBackend } from './backends.js';
import { eventually } from './eventually.js';

const LAUNCHER = resolve(import.meta.dirname, '../../dist/apps/launcher/src/main.js');
const LINES_KEPT_MAX = 2_000;
/** A Postgres that was killed looks through all its files first, on a disk that others may be busy with. */
const REPLACED_WITHIN_MS = 60_000;

export type Role = 'admin' | 'intake' | 'operations';

export interface TermbookOptions {
  /** A part that ran on it leaves a mark for `.ci/run`. */
  readonly queue?: QueueBackend;
  /** Named in the mark. */
  readonly part?: string;
  /** Every line that any process prints; `log` keeps the latest only. */
  readonly onLine?: (line: string) => void;
  /** Over the process's own, without any setting of Termbook's. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A whole system as `npm start` runs it, in a directory of its own. Call `remove` in `afterAll`. */
export class TermbookUnderTest {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'termbook-'));
  private launcher: ChildProcess | undefined;
  private readonly lines: string[] = [];
  url = '';

  constructor(
    private readonly environment: Readonly<Record<string, string | undefined>>,
    private readonly port: number,
    private readonly onLine: (line: string) => void = () => undefined,
  ) {}

  /** Starts it, or starts it again on the same data and port. */
  async start(): Promise<void> {
    const launcher = spawn(process.execPath, ['--enable-source-maps', LAUNCHER], {
      env: {
        ...this.environment,
        DATA_DIR: this.dataDir,
        PORT: String(this.port),
        TERMBOOK_STOP_ON_STDIN_END: '1',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.launcher = launcher;
    launcher.once('exit', (code, signal) => this.keep(`the launcher ended: ${signal ?? `code ${code}`}`));
    const exited = once(launcher, 'exit');
    const ready = new Promise<string>((found) => {
      for (const output of [launcher.stdout, launcher.stderr]) {
        createInterface({ input: output }).on('line', (line) => {
          this.keep(line);
          const url = /^READY launcher (\S+)/.exec(line)?.[1];
          if (url !== undefined) found(url);
        });
      }
    });
    const url = await Promise.race([ready, exited.then(() => undefined)]);
    if (url === undefined) throw new Error(`Termbook did not start:\n${this.log}`);
    this.url = url;
  }

  /** The api as the document has it. */
  api(role: Role = 'admin'): TermbookApi {
    return new TermbookApi({ url: this.url, key: this.keys[role] });
  }

  get keys(): Readonly<Record<Role, string>> {
    return JSON.parse(readFileSync(join(this.dataDir, 'keys.json'), 'utf8'));
  }

  /** Ids of all processes now, by name: `launcher`, `api`, `postgres` (the server), `postgres-guard`, … */
  get processes(): Readonly<Record<string, number>> {
    return JSON.parse(readFileSync(join(this.dataDir, 'processes.json'), 'utf8'));
  }

  /** What was printed lately. */
  get log(): string {
    return this.lines.join('\n');
  }

  signal(name: string, signal: NodeJS.Signals): void {
    const pid = this.processes[name];
    if (pid === undefined) throw new Error(`There is no process ${name}`);
    if (this.launcher?.exitCode !== null) throw new Error(`Termbook does not run any more:\n${this.log}`);
    process.kill(pid, signal);
  }

  /** `SIGKILL`, as a crash would; resolves when the launcher has put another in its place. */
  async kill(name: string): Promise<void> {
    const before = this.processes[name];
    this.signal(name, 'SIGKILL');
    await eventually(() => this.processes[name] !== before, REPLACED_WITHIN_MS);
  }

  /** In order, as Ctrl-C does; the data stays. */
  async stop(): Promise<void> {
    await this.end((launcher) => launcher.kill('SIGTERM'));
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** Kills the launcher alone: everything else has to notice. */
  async killLauncher(): Promise<void> {
    await this.end((launcher) => launcher.kill('SIGKILL'));
  }

  private async end(tell: (launcher: ChildProcess) => void): Promise<void> {
    const launcher = this.launcher;
    if (launcher === undefined || launcher.exitCode !== null || launcher.signalCode !== null) return;
    const exited = once(launcher, 'exit');
    tell(launcher);
    await exited;
  }

  private keep(line: string): void {
    this.onLine(line);
    this.lines.push(line);
    if (this.lines.length > LINES_KEPT_MAX) this.lines.shift();
  }
}

export async function startTermbook(options: TermbookOptions = {}): Promise<TermbookUnderTest> {
  const { queue, part = 'acceptance', environment = {}, onLine } = options;
  const inherited = { PATH: process.env.PATH, HOME: process.env.HOME };
  const redis = queue === 'postgres' ? { REDIS_URL: 'none' } : {};
  const termbook = new TermbookUnderTest({ ...inherited, ...redis, ...environment }, await freePort(), onLine);
  await termbook.start();
  const actual = 'redis' in termbook.processes ? 'redis' : 'postgres';
  if (queue !== undefined && queue !== actual) throw new Error(`The queue is on ${actual}, not on ${queue}`);
  markBackend(part, actual);
  return termbook;
}
