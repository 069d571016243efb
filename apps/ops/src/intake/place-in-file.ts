import { createReadStream } from 'node:fs';
import { OpsError } from '../asking/ops-error.js';
import type { Answered } from './answers-file.js';

const NEWLINE = 0x0a;
/** Bytes of a bulk line; of a longer one only the beginning is kept. */
const LINE_BYTES_MAX = 64 * 1024;

/** Where to go on in a file of commands. */
export interface Place {
  /** In bytes. */
  readonly start: number;
  /** Physical lines before it. */
  readonly linesBefore: number;
  /** Physical lines of the whole file. */
  readonly lines: number;
}

/**
 * Finds where a file goes on behind the line that was answered last, and how long it is.
 * @throws OpsError where the answers are not those of this file.
 */
export async function placeBehind(file: string, { line: answered, idempotencyKey }: Answered): Promise<Place> {
  let lines = 0;
  let bytes = 0;
  let start = 0;
  let last = '';
  let ended = true;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      if (lines + 1 === answered) last = upTo(last, chunk.subarray(from, at));
      lines += 1;
      from = at + 1;
      if (lines === answered) start = bytes + from;
    }
    if (lines + 1 === answered) last = upTo(last, chunk.subarray(from));
    bytes += chunk.length;
    ended = from === chunk.length;
  }
  if (!ended) lines += 1;
  if (lines === answered) start = bytes;
  if (answered > lines || !hasKey(last, idempotencyKey)) {
    throw new OpsError(
      `the answers beside ${file} are of another file: move them away to send this one from its start`,
    );
  }
  return { start, linesBefore: answered, lines };
}

const upTo = (text: string, more: Buffer): string => (text + more.toString('utf8')).slice(0, LINE_BYTES_MAX);

/** The key stands in the line as it was answered; what has none can not be told apart. */
const hasKey = (line: string, key: string | null): boolean => key === null || line.includes(JSON.stringify(key));
