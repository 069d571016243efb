import { BULK_LINE_BYTES_MAX } from '../http/limits.js';

export interface BulkLine {
  /** Counts physical lines from 1. */
  readonly number: number;
  /** Cut where the line is longer than a bulk line may be. */
  readonly bytes: Buffer;
  /** Of the whole line. */
  readonly length: number;
}

const NEWLINE = 0x0a;
const BLANKS = new Set([0x20, 0x09, 0x0d]);

/** Cuts a stream into lines, and holds at most one of them: of one that is too long, only the beginning. */
export class LineCutter {
  private number = 0;
  private parts: Buffer[] = [];
  private length = 0;

  /** @returns the lines that end in this chunk and are not blank. */
  cut(chunk: Buffer): readonly BulkLine[] {
    const lines: BulkLine[] = [];
    let start = 0;
    for (let newline = chunk.indexOf(NEWLINE); newline >= 0; newline = chunk.indexOf(NEWLINE, start)) {
      this.keep(chunk.subarray(start, newline));
      lines.push(...this.end());
      start = newline + 1;
    }
    this.keep(chunk.subarray(start));
    return lines;
  }

  /** @returns the line that ends here, unless it is blank: also the last one, which need not have a newline. */
  end(): readonly BulkLine[] {
    const [only = Buffer.alloc(0), ...more] = this.parts;
    const bytes = more.length === 0 ? only : Buffer.concat(this.parts);
    const line = { number: this.number + 1, bytes, length: this.length };
    this.number += 1;
    this.parts = [];
    this.length = 0;
    return isBlank(line) ? [] : [line];
  }

  private keep(part: Buffer): void {
    const room = BULK_LINE_BYTES_MAX - this.length;
    if (room > 0 && part.length > 0) this.parts.push(part.length > room ? part.subarray(0, room) : part);
    this.length += part.length;
  }
}

const isBlank = ({ bytes, length }: BulkLine): boolean =>
  length <= BULK_LINE_BYTES_MAX && bytes.every((byte) => BLANKS.has(byte));

/** The lines of a stream as they arrive. A stream that breaks off has no last line: half a line is none. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly BulkLine[]> {
  const cutter = new LineCutter();
  for await (const chunk of chunks) {
    const lines = cutter.cut(chunk);
    if (lines.length > 0) yield lines;
  }
  yield cutter.end();
}
