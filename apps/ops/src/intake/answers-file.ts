import { createReadStream, existsSync, truncateSync } from 'node:fs';
import type { BulkAnswer } from '#client/bulk-lines.js';

const NEWLINE = 0x0a;

/** An answer that says "later": the line is sent again. */
const isFinal = ({ status }: BulkAnswer): boolean => status < 500 && status !== 429;

/** What an earlier run was answered. */
export interface Answered {
  /** Physical line of the file that the last one answers; 0: none was. */
  readonly line: number;
  readonly idempotencyKey: string | null;
}

/** How many lines came to what: `201`, or the code of a problem. */
export class Tally {
  readonly counts = new Map<string, number>();
  private failed = 0;

  add({ status, problem }: BulkAnswer): void {
    const what = problem === undefined ? String(status) : `${status} ${problem.code}`;
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    if (problem !== undefined) this.failed += 1;
  }

  get allSucceeded(): boolean {
    return this.failed === 0;
  }
}

/**
 * Reads the answers of earlier runs into the tally, and cuts the file behind the last one that counts: half a line, which
 * a kill left, and everything from the first answer on that only said "later", go.
 */
export async function keepAnswers(file: string, tally: Tally): Promise<Answered> {
  let kept = { line: 0, idempotencyKey: null as string | null };
  if (!existsSync(file)) return kept;
  let bytes = 0;
  for await (const { text, end } of linesOf(file)) {
    const answer = parsed(text);
    if (answer === undefined || !isFinal(answer)) break;
    kept = { line: answer.line, idempotencyKey: answer.idempotencyKey };
    tally.add(answer);
    bytes = end;
  }
  truncateSync(file, bytes);
  return kept;
}

function parsed(text: string): BulkAnswer | undefined {
  try {
    return JSON.parse(text) as BulkAnswer;
  } catch {
    return undefined;
  }
}

export interface FileLine {
  readonly text: string;
  /** Bytes of the file up to here, the newline included. */
  readonly end: number;
}

/** Whole lines only; one at a time is in memory. */
export async function* linesOf(file: string): AsyncGenerator<FileLine> {
  let rest: Buffer = Buffer.alloc(0);
  let end = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let at = data.indexOf(NEWLINE); at >= 0; at = data.indexOf(NEWLINE)) {
      end += at + 1;
      yield { text: data.subarray(0, at).toString('utf8'), end };
      data = data.subarray(at + 1);
    }
    rest = data;
  }
}
