import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const COLOURS = [36, 33, 32, 35, 34, 96, 93, 92] as const;
const NAME_WIDTH = 14;
const LEVELS: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };
const LOUD_LEVEL = 40;
const RED = 31;
/** What pino says of every line, and what is printed elsewhere in it. */
const NOT_REPEATED = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'err', 'context']);

interface LogLine {
  readonly level: number;
  readonly time: number;
  readonly msg?: string;
  readonly context?: string;
  readonly err?: { readonly message?: string; readonly stack?: string };
  readonly [field: string]: unknown;
}

/** Prints what the processes say, one prefix each, JSON made readable; with colours on a terminal. */
export class LogPrinter {
  private readonly names: string[] = [];

  constructor(
    private readonly write: (text: string) => void,
    private readonly colours: boolean,
  ) {}

  /** Follows a process's output. `onLine` may keep a line to itself by returning true. */
  follow(name: string, output: Readable, onLine: (line: string) => boolean = () => false): void {
    const lines = createInterface({ input: output, crlfDelay: Number.POSITIVE_INFINITY });
    lines.on('line', (line) => onLine(line) || this.print(name, line));
  }

  print(name: string, line: string): void {
    const prefix = this.paint(name.padEnd(NAME_WIDTH), this.colourOf(name));
    const parsed = parse(line);
    this.write(`${prefix} ${parsed === undefined ? line : this.readable(parsed)}\n`);
  }

  private readable(line: LogLine): string {
    const level = LEVELS[line.level] ?? String(line.level);
    const fields = Object.entries(line).filter(([field]) => !NOT_REPEATED.has(field));
    return [
      new Date(line.time).toISOString().slice(11, 23),
      line.level >= LOUD_LEVEL ? this.paint(level, RED) : level,
      ...(line.context === undefined ? [] : [`${line.context}:`]),
      line.msg ?? '',
      ...fields.map(([field, value]) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
      ...(line.err === undefined ? [] : [line.err.stack ?? line.err.message ?? '']),
    ].join(' ');
  }

  private colourOf(name: string): number {
    if (!this.names.includes(name)) this.names.push(name);
    return COLOURS[this.names.indexOf(name) % COLOURS.length] ?? RED;
  }

  private readonly paint = (text: string, colour: number) =>
    this.colours ? `\u001b[${colour}m${text}\u001b[0m` : text;
}

function parse(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(line);
    return isLogLine(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const isLogLine = (value: unknown): value is LogLine =>
  typeof value === 'object' && value !== null && 'level' in value && 'time' in value && typeof value.time === 'number';
