import { Presets, SingleBar } from 'cli-progress';

/** How often a count is printed where there is no terminal. */
const COUNT_EVERY_MS = 5_000;

export interface Progress {
  show(done: number, all: number): void;
  end(): void;
}

/** A bar on a terminal, a count now and then elsewhere. */
export const showProgress = (what: string): Progress => (process.stderr.isTTY ? bar(what) : counts(what));

function bar(what: string): Progress {
  const format = `{bar} {percentage}% | {value}/{total} ${what} | {eta_formatted} to go`;
  const shown = new SingleBar({ format, clearOnComplete: true }, Presets.shades_classic);
  let started = false;
  return {
    show: (done, all) => {
      if (!started) shown.start(all, done);
      started = true;
      shown.update(done);
    },
    end: () => shown.stop(),
  };
}

function counts(what: string): Progress {
  let nextAt = Date.now() + COUNT_EVERY_MS;
  return {
    show: (done, all) => {
      if (Date.now() < nextAt) return;
      nextAt = Date.now() + COUNT_EVERY_MS;
      console.error(`${done} of ${all} ${what}`);
    },
    end: () => {},
  };
}
