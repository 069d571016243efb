import { availableParallelism } from 'node:os';

export interface BenchOptions {
  /** Where data is written; the system's temporary folder unless told. */
  readonly directory: string | undefined;
  /** Only these parts of it; all of them unless told. */
  readonly parts?: readonly string[] | undefined;
  readonly note: (text: string) => void;
}

/** A part is asked for that the bench does not have. */
export class PartError extends Error {
  constructor(unknown: readonly string[], known: readonly string[]) {
    super(`There is no part ${unknown.join(', ')}; there are ${known.join(', ')}`);
  }
}

export interface Bar {
  readonly id: string;
  readonly value: number;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface BenchResult {
  /** How often each figure was measured; the figures are medians. */
  readonly runs: number;
  readonly figures: Readonly<Record<string, number>>;
  readonly bars: readonly Bar[];
}

export type Bench = (options: BenchOptions) => Promise<BenchResult>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const SIGNIFICANT_DIGITS = 4;
const rounded = (value: number): number => Number(value.toPrecision(SIGNIFICANT_DIGITS));
const holds = ({ value, atLeast, atMost }: Bar): boolean =>
  value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);

/** A table, and with `json` one object as the last line. */
export function printResult(name: string, { runs, figures, bars }: BenchResult, json: boolean): void {
  const rows = Object.entries(figures).map(([id, value]) => `${id.padEnd(32)} ${rounded(value)}`);
  const judged = bars.map(
    (bar) =>
      `${bar.id.padEnd(32)} ${rounded(bar.value)}  ${bar.atLeast === undefined ? `at most ${bar.atMost}` : `at least ${bar.atLeast}`}  ${holds(bar) ? 'holds' : 'does not hold'}`,
  );
  process.stdout.write(`${[`${name}: medians of ${runs} runs`, ...rows, '', ...judged].join('\n')}\n`);
  if (!json) return;
  const all = Object.fromEntries(Object.entries(figures).map(([id, value]) => [id, rounded(value)]));
  const object = {
    bench: name,
    runs,
    cores: availableParallelism(),
    figures: all,
    bars: bars.map((bar) => ({ ...bar, value: rounded(bar.value), holds: holds(bar) })),
  };
  process.stdout.write(`${JSON.stringify(object)}\n`);
}
