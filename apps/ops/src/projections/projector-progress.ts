import { setTimeout as sleep } from 'node:timers/promises';
import { Presets, SingleBar } from 'cli-progress';

/** The api is asked this often. */
const LOOK_MS = 500;
/** Where nobody looks at a bar, a line this often says enough. */
const LINE_EVERY_MS = 5_000;
const SECONDS_A_MINUTE = 60;

export interface Progressing {
  readonly eventsRead: number;
  readonly eventsTotal: number | null;
  readonly eventsPerSecond: number;
  readonly etaSeconds: number | null;
}

interface Reporter {
  show(progress: Progressing): void;
  end(): void;
}

/**
 * Looks until it is done: a bar on a terminal, a line now and then elsewhere; both on stderr, for stdout is for answers.
 * Ctrl-C ends the looking alone. @param left what to tell whoever stops looking.
 * @returns undefined when stopped.
 */
export async function watchProgress<Answer>(
  look: () => Promise<Answer>,
  { progressOf, isDone, left }: { progressOf(one: Answer): Progressing; isDone(one: Answer): boolean; left: string },
): Promise<Answer | undefined> {
  const stop = new AbortController();
  const stopped = () => stop.abort();
  process.once('SIGINT', stopped);
  const reporter = process.stderr.isTTY ? barReporter() : lineReporter();
  try {
    while (!stop.signal.aborted) {
      const seen = await look();
      reporter.show(progressOf(seen));
      if (isDone(seen)) return seen;
      await sleep(LOOK_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  } finally {
    reporter.end();
    process.off('SIGINT', stopped);
  }
  process.stderr.write(left);
  return undefined;
}

function barReporter(): Reporter {
  const format = '{bar} {value} of {total} events, {rate} a second, {left} left';
  const bar = new SingleBar({ format, clearOnComplete: false, hideCursor: true }, Presets.shades_classic);
  let started = false;
  return {
    show({ eventsRead, eventsTotal, eventsPerSecond, etaSeconds }) {
      const total = Math.max(eventsTotal ?? eventsRead, eventsRead);
      const payload = { rate: eventsPerSecond, left: timeOf(etaSeconds) };
      if (!started) bar.start(total, eventsRead, payload);
      started = true;
      bar.setTotal(total);
      bar.update(eventsRead, payload);
    },
    end: () => bar.stop(),
  };
}

function lineReporter(): Reporter {
  let saidAt = Number.NEGATIVE_INFINITY;
  return {
    show({ eventsRead, eventsTotal, eventsPerSecond, etaSeconds }) {
      if (performance.now() - saidAt < LINE_EVERY_MS) return;
      saidAt = performance.now();
      process.stderr.write(
        `${eventsRead} of ${eventsTotal ?? '?'} events, ${eventsPerSecond} a second, ${timeOf(etaSeconds)} left\n`,
      );
    },
    end: () => undefined,
  };
}

function timeOf(seconds: number | null): string {
  if (seconds === null) return '?';
  const minutes = Math.floor(seconds / SECONDS_A_MINUTE);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % SECONDS_A_MINUTE} s`;
}
