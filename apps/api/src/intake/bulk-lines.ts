import { BULK_LINES_MAX } from '../http/limits.js';
import { requestProblem } from '../http/request-problems.js';

export interface BulkLine {
  /** Counts physical lines from 1. */
  readonly number: number;
  readonly bytes: Buffer;
}

const NEWLINE = 0x0a;
const BLANKS = new Set([0x20, 0x09, 0x0d]);

/** @returns the lines that are not blank. @throws ProblemError 413 when there are too many. */
export function splitLines(body: Buffer): readonly BulkLine[] {
  const lines: BulkLine[] = [];
  let start = 0;
  for (let number = 1; start < body.length; number += 1) {
    if (number > BULK_LINES_MAX) {
      const detail = `A bulk request has at most ${BULK_LINES_MAX} lines; send the rest with another one.`;
      throw requestProblem('request-too-large', detail, { linesMax: BULK_LINES_MAX });
    }
    const newline = body.indexOf(NEWLINE, start);
    const end = newline < 0 ? body.length : newline;
    const bytes = body.subarray(start, end);
    if (!bytes.every((byte) => BLANKS.has(byte))) lines.push({ number, bytes });
    start = end + 1;
  }
  return lines;
}
