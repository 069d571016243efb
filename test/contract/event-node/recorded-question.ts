import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Message } from './wire-codec.js';

/** Base64, and runs of one byte as [byte, length]. */
export type RecordedBytes = string | readonly (string | readonly [number, number])[];

/** What was done to the real server, in this order. A number is the call's: counted within the question. */
export type Step =
  | {
      readonly open: number;
      readonly path: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly timeoutMs?: number;
      readonly gzip?: true;
      readonly answers: string;
    }
  | { readonly send: number; readonly bytes: RecordedBytes }
  /** A read from a position, which is another one on each server: {at: 'stream#revision', shift}. */
  | { readonly send: number; readonly read: Message }
  | { readonly end: number }
  | { readonly cancel: number }
  /** Until so many messages are there, or the call has ended. */
  | { readonly wait: number; readonly messages: number; readonly ended: boolean }
  /** A note among the messages: what came before it and what behind. */
  | { readonly mark: number; readonly text: string }
  | { readonly answer: number }
  | { readonly sleep: number }
  /** The real server restores a deleted stream behind its answer. */
  | { readonly settle: number }
  | HttpStep;

/** A request over HTTP/2 whose whole answer is looked at, on a connection of its own. */
export interface HttpStep {
  readonly http2: number;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly omit?: readonly string[];
  readonly body?: RecordedBytes;
  readonly end?: boolean;
  readonly answers?: string;
}

/** The gRPC status and trailers, or that the call was still open. */
export interface CallAnswer {
  readonly messages: readonly unknown[];
  readonly status: number | 'open';
  readonly details: string;
  readonly trailers: Readonly<Record<string, unknown>>;
}

export interface HttpAnswer {
  readonly http: number | null;
  readonly headers: Readonly<Record<string, unknown>> | null;
  readonly trailers: Readonly<Record<string, unknown>> | null;
  readonly messages: readonly unknown[];
  readonly end: string;
}

export interface RecordedQuestion {
  readonly id: string;
  readonly title: string;
  /** Sees what others do: asked while nobody else asks. */
  readonly alone?: true;
  /** About a server to which nobody has written. */
  readonly fresh?: true;
  /** Timing decides about a real server's answer. */
  readonly racy?: true;
  readonly anyOrder?: true;
  /** Done before a restart. */
  readonly before?: readonly Step[];
  readonly steps: readonly Step[];
  readonly answers: readonly {
    readonly call?: number;
    readonly http2?: number;
    readonly expected: CallAnswer | HttpAnswer;
  }[];
}

/** What a real EventStoreDB 23.10.8 was asked and answered, a question a line. */
export const recordedQuestions = (name: 'questions' | 'restart'): readonly RecordedQuestion[] =>
  gunzipSync(readFileSync(path.join(import.meta.dirname, `recordings/${name}.ndjson.gz`)))
    .toString('utf8')
    .split('\n')
    .map((line) => JSON.parse(line));

export function bytesOf(recorded: RecordedBytes): Buffer {
  if (typeof recorded === 'string') return Buffer.from(recorded, 'base64');
  return Buffer.concat(
    recorded.map((part) => (typeof part === 'string' ? Buffer.from(part, 'base64') : Buffer.alloc(part[1], part[0]))),
  );
}
