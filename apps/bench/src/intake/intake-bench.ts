import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bar, type BenchOptions, type BenchResult, median } from '../bench.js';
import { MeasuredProcess } from './measured-process.js';
import { ordersInBulk, ordersOverHttp } from './order-load.js';
import { EMPTY_WARM_SECONDS, type Sample, type Speed, STREAMS } from './plan-of-the-bench.js';
import { Stores } from './stores.js';

const RUNS = 3;

type Figures = Readonly<Record<string, number>>;

interface Seeded {
  /** The subscriptions of each run. */
  readonly streams: readonly (readonly string[])[];
  readonly sample: Sample;
}

async function inProcess<Result>(
  name: string,
  stores: Stores,
  use: (process: MeasuredProcess) => Promise<Result>,
): Promise<Result> {
  const process = await MeasuredProcess.start(name, stores.settings);
  try {
    return await use(process);
  } finally {
    await process.stop();
  }
}

const seeded = (stores: Stores): Promise<Seeded> =>
  inProcess('commands', stores, async (process) => {
    const ids = await process.ask<readonly string[]>('seed', STREAMS * RUNS);
    const streams = Array.from({ length: RUNS }, (_, run) => ids.slice(run * STREAMS, (run + 1) * STREAMS));
    return { streams, sample: await process.ask<Sample>('sample') };
  });

const commandsOf = (stores: Stores, streams: readonly string[] | undefined): Promise<Figures> =>
  inProcess('commands', stores, async (process) => {
    const cold = await process.ask<Speed>('cold', streams);
    const commands = await process.ask<Speed>('commands', streams);
    const orders = await process.ask<Speed>('orders');
    return {
      command_per_s: commands.perSecond,
      command_cold_per_s: cold.perSecond,
      order_in_process_per_s: orders.perSecond,
    };
  });

async function httpOf(stores: Stores): Promise<Figures> {
  const url = await stores.startApi();
  try {
    const http = await ordersOverHttp({ url, key: stores.intakeKey });
    const bulk = await ordersInBulk({ url, key: stores.intakeKey });
    return {
      http_per_s: http.perSecond,
      http_p50_ms: http.p50Ms,
      http_p99_ms: http.p99Ms,
      bulk_per_s: bulk.perSecond,
    };
  } finally {
    await stores.stopApi();
  }
}

const emptyHttpOf = (stores: Stores): Promise<Speed> =>
  inProcess('empty-server', stores, async (process) => {
    const url = await process.ask<string>('listen');
    return ordersOverHttp({ url, key: stores.intakeKey }, EMPTY_WARM_SECONDS);
  });

/** Each alone on the machine with the stores, one after the other; the ratios are of one run. */
async function measureRun(
  stores: Stores,
  run: number,
  { streams, sample }: Seeded,
  note: BenchOptions['note'],
): Promise<Figures> {
  note('  the bare client');
  const append = await inProcess('appends', stores, (process) =>
    process.ask<Speed>('appends', { run, sample, url: stores.eventStoreUrl }),
  );
  note('  commands and orders in process');
  const commands = await commandsOf(stores, streams[run]);
  note('  orders over HTTP and in bulk');
  const http = await httpOf(stores);
  note('  an empty server, and emmett');
  const empty = await emptyHttpOf(stores);
  const emmett = await inProcess('emmett', stores, (process) =>
    process.ask<Speed>('commands', { run, sample, url: stores.emmettDatabaseUrl }),
  );
  const all = {
    append_per_s: append.perSecond,
    emmett_per_s: emmett.perSecond,
    http_empty_per_s: empty.perSecond,
    ...commands,
    ...http,
  };
  return { ...all, ...ratiosOf(all) };
}

function ratiosOf(figures: Figures): Figures {
  const of = (id: string) => figures[id] ?? Number.NaN;
  return {
    command_vs_append: of('command_per_s') / of('append_per_s'),
    command_vs_emmett: of('command_per_s') / of('emmett_per_s'),
    http_vs_command: of('http_per_s') / of('command_per_s'),
    http_vs_empty: of('http_per_s') / of('http_empty_per_s'),
    bulk_vs_http: of('bulk_per_s') / of('http_per_s'),
    http_p99_vs_p50: of('http_p99_ms') / of('http_p50_ms'),
  };
}

const BARS: readonly Omit<Bar, 'value'>[] = [
  { id: 'command_vs_append', atLeast: 0.7 },
  { id: 'command_vs_emmett', atLeast: 2 },
  { id: 'http_vs_command', atLeast: 0.5 },
  { id: 'bulk_vs_http', atLeast: 2 },
  { id: 'http_p99_vs_p50', atMost: 5 },
];

/** What the intake takes a second, by each of its doors, beside what its store, HTTP and a peer do here. */
export async function intakeBench({ directory = tmpdir(), note }: BenchOptions): Promise<BenchResult> {
  const scratch = await mkdtemp(join(directory, 'intake-bench-'));
  const stores = await Stores.start(scratch);
  const runs: Figures[] = [];
  try {
    note(`intake: ${STREAMS * RUNS} subscriptions with ten events each`);
    const seeds = await seeded(stores);
    for (let run = 0; run < RUNS; run += 1) {
      note(`intake: run ${run + 1} of ${RUNS}`);
      const figures = await measureRun(stores, run, seeds, note);
      note(
        Object.entries(figures)
          .map(([id, value]) => `  ${id} ${Number(value.toPrecision(4))}`)
          .join('\n'),
      );
      runs.push(figures);
    }
  } finally {
    await stores.stop();
    await rm(scratch, { recursive: true, force: true });
  }
  const ids = Object.keys(runs[0] ?? {});
  const figures = Object.fromEntries(ids.map((id) => [id, median(runs.map((run) => run[id] ?? Number.NaN))]));
  return { runs: RUNS, figures, bars: BARS.map((bar) => ({ ...bar, value: figures[bar.id] ?? Number.NaN })) };
}
