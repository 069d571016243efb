import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Calls } from './calls.js';
import { READY, STOP, type ThreadData } from './messages.js';

/** Letting go of the stores takes milliseconds; less than what the process has to end after it has drained. */
const STOP_MS_MAX = 2_500;

/** The thread has ended without being told to: nothing can be written in this process any more. */
export class ThreadEndedError extends Error {}

/** A thread that answers calls, from its start to its end. What it says and what it dies of is this process's affair. */
export class Thread {
  readonly calls: Calls;
  private readonly worker: Worker;
  private readonly ready: Promise<void>;
  private stopping = false;
  private failed = false;

  /** @param died told of its death, unless it was told to stop. */
  constructor(
    entry: URL,
    data: ThreadData,
    private readonly died: (why: ThreadEndedError) => void,
  ) {
    // V8's options are the process's, and hold for each of its threads.
    this.worker = new Worker(entry, { name: data.name, workerData: data });
    this.calls = new Calls(this.worker);
    this.ready = new Promise((resolve) => {
      this.worker.on('message', (message) => (message === READY ? resolve() : this.calls.take(message)));
    });
    this.worker.on('error', (error) => this.ended(new ThreadEndedError('The write side failed', { cause: error })));
    this.worker.on('exit', (code) => this.ended(new ThreadEndedError(`The write side ended with code ${code}`)));
  }

  untilReady(): Promise<void> {
    return this.ready;
  }

  /** It lets go of its stores; past `STOP_MS_MAX` it is ended without. */
  async stop(): Promise<void> {
    if (this.failed || this.stopping) return;
    this.stopping = true;
    const exited = once(this.worker, 'exit');
    this.worker.postMessage(STOP);
    await Promise.race([exited, pause(STOP_MS_MAX, undefined, { ref: false })]);
    await this.worker.terminate();
  }

  private ended(why: ThreadEndedError): void {
    this.calls.end(why);
    if (this.stopping || this.failed) return;
    this.failed = true;
    this.died(why);
  }
}
