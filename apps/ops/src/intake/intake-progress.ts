import { Presets, SingleBar } from 'cli-progress';

/** How often a line is written where there is no terminal. */
const SAY_EVERY_MS = 5_000;

/** Shows how many lines are answered: a bar on a terminal, a count with an estimate now and then elsewhere. */
export interface IntakeProgress {
  at(line: number): void;
  end(): void;
}

export function intakeProgress(
  from: number,
  lines: number,
  output: NodeJS.WriteStream,
  now: () => number,
): IntakeProgress {
  return output.isTTY ? bar(from, lines, output) : counts(from, lines, output, now);
}

function bar(from: number, lines: number, output: NodeJS.WriteStream): IntakeProgress {
  const format = '  [{bar}] {value} of {total} lines, {eta_formatted} to go';
  const shown = new SingleBar({ format, hideCursor: true, stream: output }, Presets.shades_classic);
  shown.start(lines, from);
  return { at: (line) => shown.update(line), end: () => shown.stop() };
}

function counts(from: number, lines: number, output: NodeJS.WriteStream, now: () => number): IntakeProgress {
  const startedAt = now();
  let saidAt = startedAt;
  return {
    at(line) {
      if (now() - saidAt < SAY_EVERY_MS) return;
      saidAt = now();
      const perLine = (saidAt - startedAt) / (line - from);
      output.write(`  ${line} of ${lines} lines, about ${Math.ceil((perLine * (lines - line)) / 1_000)} s to go\n`);
    },
    end: () => undefined,
  };
}
