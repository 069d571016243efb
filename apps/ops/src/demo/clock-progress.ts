import { Presets, SingleBar } from 'cli-progress';

const DAY_MS = 86_400_000;

/** Shows how far the clock has come: a bar on a terminal, a line a month elsewhere. */
export interface ClockProgress {
  at(now: string): void;
  end(): void;
}

const dayOf = (from: string, now: string): number =>
  Math.max(0, Math.floor((Date.parse(now) - Date.parse(from)) / DAY_MS));

export function clockProgress(from: string, to: string, terminal: boolean): ClockProgress {
  const days = dayOf(from, to);
  return terminal ? bar(from, days) : lines(from, days);
}

function bar(from: string, days: number): ClockProgress {
  const shown = new SingleBar(
    { format: '  {date} [{bar}] day {value} of {total}', hideCursor: true },
    Presets.shades_classic,
  );
  shown.start(days, 0, { date: from.slice(0, 10) });
  return {
    at: (now) => shown.update(Math.min(days, dayOf(from, now)), { date: now.slice(0, 10) }),
    end: () => shown.stop(),
  };
}

function lines(from: string, days: number): ClockProgress {
  const last = { month: '' };
  return {
    at(now) {
      if (now.slice(0, 7) === last.month) return;
      last.month = now.slice(0, 7);
      process.stdout.write(`  ${now.slice(0, 10)}  day ${dayOf(from, now)} of ${days}\n`);
    },
    end: () => undefined,
  };
}
