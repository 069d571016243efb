import type { WriteSideThread } from './write-side.js';

export type CallName = keyof WriteSideThread;

/** A question to the write side's thread; the number comes back with its answer. */
export type Call = readonly [number: number, name: CallName, args: readonly unknown[]];

/** A fault on its way to another thread, where the class of its name is found again. */
export interface CrossingFault {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** What a class of ours has beside these. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export type CallAnswer =
  | readonly [number: number, how: 'done', value: unknown]
  | readonly [number: number, how: 'failed', fault: CrossingFault];

/** What a thread is started with. */
export interface ThreadData {
  /** In its metrics. */
  readonly name: string;
  /** The position that all threads of the process share. */
  readonly written: SharedArrayBuffer;
}

/** The last thing that the thread is asked. */
export const STOP = 'stop';
/** The first thing that it says. */
export const READY = 'ready';

/** As a `MessagePort`, a `Worker` and `parentPort` have it. */
export interface Port {
  postMessage(message: unknown): void;
}
