import { CannotStartError } from '#observability/process-life.js';
import { writeWhole } from './file.js';
import type { GuardedServer } from './guarded-server.js';
import { stopLeftover } from './leftover.js';
import type { LogPrinter } from './log-printer.js';
import { type ProcessSpec, SupervisedProcess } from './supervised-process.js';

const GUARD = new URL('./guard.js', import.meta.url).pathname;

/** All processes of one launch, and the file that names their ids. */
export class Supervisor {
  private readonly processes = new Map<string, SupervisedProcess>();
  private stopping = false;

  constructor(
    private readonly printer: LogPrinter,
    private readonly processesFile: string,
  ) {}

  /** Resolves when it is ready. */
  /** @returns what it said when it was ready. */
  async start(spec: ProcessSpec): Promise<string> {
    if (this.stopping) throw new CannotStartError(`${spec.name} is not started: everything stops`);
    const supervised = new SupervisedProcess(spec, this.printer, () => this.writeProcesses());
    this.processes.set(spec.name, supervised);
    return supervised.start();
  }

  async startGuarded(server: GuardedServer, environment: ProcessSpec['environment']): Promise<void> {
    const args = [JSON.stringify(server)];
    const clearAway = () => stopLeftover(server);
    await this.start({ name: server.name, file: GUARD, args, environment, ownGroup: true, clearAway });
  }

  /** From now on nothing is started again, and who waits for a start is told. */
  giveUp(): void {
    this.stopping = true;
    for (const supervised of this.processes.values()) supervised.giveUp();
  }

  async stop(order: readonly string[]): Promise<void> {
    this.giveUp();
    for (const name of order) await this.processes.get(name)?.stop();
  }

  /** Best effort: it is for people and tests, nothing of ours reads it. */
  private writeProcesses(): void {
    const ids = [...this.processes].flatMap(([name, supervised]) =>
      supervised.ids.map(([suffix, pid]) => [`${name}${suffix}`, pid] as const),
    );
    const all = { launcher: process.pid, ...Object.fromEntries(ids) };
    try {
      writeWhole(this.processesFile, `${JSON.stringify(all, null, 2)}\n`, 0o644);
    } catch (error) {
      this.printer.print('launcher', `${this.processesFile} was not written: ${(error as Error).message}`);
    }
  }
}
