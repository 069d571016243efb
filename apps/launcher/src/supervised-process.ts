import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { CannotStartError } from '#observability/process-life.js';
import type { LogPrinter } from './log-printer.js';

/** The first restart is nearly at once; from then on twice as long each time. */
const RESTART_MS_MIN = 100;
/** However often it dies, it is tried again: every so often, and each time is logged. */
const RESTART_MS_MAX = 10_000;
/** A process that ran this long had recovered: the next death starts from the shortest wait again. */
const RECOVERED_MS = 30_000;
/** A process that never became ready and died this often has a fault that another start will not mend. */
const FIRST_STARTS_MAX = 5;
/** More than a process's own bound for a clean stop. */
const STOP_MS_MAX = 15_000;

export interface ProcessSpec {
  readonly name: string;
  /** Compiled file, run by Node. */
  readonly file: string;
  readonly args?: readonly string[];
  /** Node's own, beside those that every process gets. */
  readonly nodeOptions?: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What it prints when it is ready; our own way (`READY <name>`) unless said. */
  readonly saysReady?: RegExp;
  /** In a process group of its own, out of reach of Ctrl-C: for servers that would answer it themselves. */
  readonly ownGroup?: boolean;
  /** Ends what it may have left running, where it did not end by itself. */
  readonly clearAway?: () => Promise<void>;
}

/** One process that is started, watched, started again when it dies, and stopped when told. */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private stopped = false;
  private wasReady = false;
  private deaths = 0;
  private serverPid: number | undefined;
  private restart: NodeJS.Timeout | undefined;
  private settleReady: { resolve(text: string): void; reject(error: Error): void } | undefined;

  constructor(
    private readonly spec: ProcessSpec,
    private readonly printer: LogPrinter,
    private readonly onChange: () => void,
  ) {}

  get name(): string {
    return this.spec.name;
  }

  /** Of the process; for a guarded server its own under the name, and the guard's under `-guard`. */
  get ids(): readonly (readonly [suffix: string, pid: number])[] {
    const pid = this.child?.pid;
    if (pid === undefined) return [];
    return this.serverPid === undefined
      ? [['', pid]]
      : [
          ['', this.serverPid],
          ['-guard', pid],
        ];
  }

  /** @returns what the process said when it was ready. @throws CannotStartError when it keeps dying before it ever is. */
  start(): Promise<string> {
    const ready = new Promise<string>((resolve, reject) => {
      this.settleReady = { resolve, reject };
    });
    this.spawn();
    return ready;
  }

  /** It is not started again from now on. */
  giveUp(): void {
    this.stopped = true;
    clearTimeout(this.restart);
    this.settleReady?.reject(new CannotStartError(`${this.name} was stopped before it was ready`));
  }

  /** Bounded; a process that does not stop by itself is killed. Nothing of it is left, also when it was about to be started again. */
  async stop(): Promise<void> {
    this.giveUp();
    await this.end();
    await this.spec.clearAway?.();
  }

  private async end(): Promise<void> {
    const child = this.child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    const late = setTimeout(() => {
      this.print(`did not stop within ${STOP_MS_MAX} ms and is killed`);
      child.kill('SIGKILL');
    }, STOP_MS_MAX);
    child.kill('SIGTERM');
    await exited;
    clearTimeout(late);
    this.print('stopped');
  }

  private spawn(): void {
    const startedAt = performance.now();
    const nodeOptions = ['--enable-source-maps', ...(this.spec.nodeOptions ?? [])];
    const child = spawn(process.execPath, [...nodeOptions, this.spec.file, ...(this.spec.args ?? [])], {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: this.spec.ownGroup ?? false,
      env: { ...this.spec.environment, TERMBOOK_SUPERVISED: '1', TERMBOOK_STOP_ON_STDIN_END: '1' },
    });
    this.child = child;
    child.stdin.on('error', () => undefined);
    this.printer.follow(this.name, child.stdout, (line) => this.hear(line));
    this.printer.follow(this.name, child.stderr);
    child.once('exit', (code, signal) => this.died(signal ?? `code ${code}`, performance.now() - startedAt));
    // Without an id there was no process, and no exit will tell of its end.
    child.on('error', ({ message }) => child.pid === undefined && this.died(message, 0));
    this.onChange();
  }

  private hear(line: string): boolean {
    const ownWay = `READY ${this.name}`;
    if (!(this.spec.saysReady?.test(line) ?? line.startsWith(ownWay))) return false;
    this.print('ready');
    this.wasReady = true;
    const said = line.startsWith(ownWay) ? line.slice(ownWay.length).trim() : line;
    const serverPid = /^pid=(\d+)$/.exec(said)?.[1];
    if (serverPid !== undefined) this.serverPid = Number(serverPid);
    this.onChange();
    this.settleReady?.resolve(said);
    return true;
  }

  private died(how: string, ranMs: number): void {
    if (this.stopped) return;
    this.deaths = ranMs > RECOVERED_MS ? 1 : this.deaths + 1;
    if (!this.wasReady && this.deaths >= FIRST_STARTS_MAX) {
      this.settleReady?.reject(
        new CannotStartError(`${this.name} died ${this.deaths} times before it was ready: see above`),
      );
      return;
    }
    const waitMs = Math.min(RESTART_MS_MAX, RESTART_MS_MIN * 2 ** (this.deaths - 1));
    this.print(`ended (${how}); starts again in ${waitMs} ms`);
    this.restart = setTimeout(() => this.spawn(), waitMs);
  }

  private print(text: string): void {
    this.printer.print(this.name, `[launcher] ${text}`);
  }
}
