import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { BUSY_NODE_OPTIONS } from '#apps/launcher/src/node-options.js';
import type { TaskAnswer } from './measured/tasks.js';

type End = number | NodeJS.Signals | null;

/** One of the processes in `measured/`: it is alone there with what it measures. */
export class MeasuredProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** @param name of its file. */
  static async start(
    name: string,
    settings: Readonly<Record<string, string>>,
    nodeOptions: readonly string[] = BUSY_NODE_OPTIONS,
  ): Promise<MeasuredProcess> {
    const child = fork(join(import.meta.dirname, 'measured', `${name}.js`), {
      env: { ...process.env, NODE_ENV: 'production', ...settings },
      execArgv: [...nodeOptions],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const started = new MeasuredProcess(child);
    await started.answer(name);
    return started;
  }

  /** @throws Error with the stack of what failed there, or with what the process ended with. */
  async ask<Result>(task: string, given: unknown = null): Promise<Result> {
    if (this.end !== null) throw new Error(`${task}: ${saysEnd(this.end)}`);
    this.child.send({ task, given });
    return (await this.answer(task)) as Result;
  }

  async stop(): Promise<void> {
    if (this.end !== null) return;
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }

  /** Its code, or the signal that ended it; null while it runs. */
  private get end(): End {
    return this.child.exitCode ?? this.child.signalCode;
  }

  /** Listens no longer than it waits: a process is asked dozens of times. */
  private async answer(task: string): Promise<unknown> {
    const over = new AbortController();
    const ended = once(this.child, 'exit', { signal: over.signal }).then(() => ({ failed: saysEnd(this.end) }));
    const answered = once(this.child, 'message', { signal: over.signal }).then(([answer]) => answer as TaskAnswer);
    for (const one of [ended, answered]) one.catch(() => undefined);
    try {
      const answer: TaskAnswer = await Promise.race([answered, ended]);
      if ('failed' in answer) throw new Error(`${task}: ${answer.failed}`);
      return answer.result;
    } finally {
      over.abort();
    }
  }
}

const saysEnd = (end: End): string => `the process ended with ${end}`;
