import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bar, type BenchOptions, type BenchResult, median } from '../bench.js';
import { MeasuredProcess } from './measured-process.js';
import { ordersInBulk, ordersOverHttp } from './order-load.js';
import {
  BULK_WARM_UP,
  EMPTY_WARM_UP,
  HTTP_IN_A_ROUND,
  HTTP_WARM_UP,
  IN_A_ROUND,
  ROUNDS,
  type Sample,
  type Speed,
  STREAMS,
  WARM_UP,
  type Window,
} from './plan-of-the-bench.js';
import { Stores } from './stores.js';

type Figures = Readonly<Record<string, number>>;

/** One kind of load, and what of it is printed. */
interface Measured {
  readonly name: string;
  readonly warmUp: Window;
  readonly inARound: Window;
  load(window: Window): Promise<Figures>;
}

/** Runs every process that is measured, each warm and, but for the one whose turn it is, idle. */
class Processes {
  private readonly started: MeasuredProcess[] = [];

  constructor(private readonly stores: Stores) {}

  async start(name: string): Promise<MeasuredProcess> {
    const process = await MeasuredProcess.start(name, this.stores.settings);
    this.started.push(process);
    return process;
  }

  async stop(): Promise<void> {
    await Promise.all(this.started.splice(0).map((process) => process.stop()));
  }
}

interface Ready {
  readonly measured: readonly Measured[];
  /** Measured once: the second time it is not cold. */
  readonly cold: Figures;
}

const asked = (process: MeasuredProcess, task: string, figure: string) => async (window: Window) => ({
  [figure]: (await process.ask<Speed>(task, window)).perSecond,
});

async function seeded(stores: Stores): Promise<{ readonly streams: readonly string[]; readonly sample: Sample }> {
  const processes = new Processes(stores);
  try {
    const process = await processes.start('commands');
    return { streams: await process.ask<readonly string[]>('seed'), sample: await process.ask<Sample>('sample') };
  } finally {
    await processes.stop();
  }
}

/** The bulk comes behind what leaves the api alone for longer than it remembers that somebody asks for single answers. */
async function started(stores: Stores, processes: Processes): Promise<Ready> {
  const { streams, sample } = await seeded(stores);
  const [appends, commands, emmett] = [
    await processes.start('appends'),
    await processes.start('commands'),
    await processes.start('emmett'),
  ];
  await appends.ask('seed', { sample, url: stores.eventStoreUrl });
  await emmett.ask('seed', { sample, url: stores.emmettDatabaseUrl });
  const cold = { command_cold_per_s: (await commands.ask<Speed>('cold', streams)).perSecond };
  const api = { url: await stores.startApi(), key: stores.intakeKey };
  const empty = { url: await (await processes.start('empty-server')).ask<string>('listen'), key: stores.intakeKey };
  const inProcess = { warmUp: WARM_UP, inARound: IN_A_ROUND };
  const measured: readonly Measured[] = [
    { name: 'orders over HTTP', warmUp: HTTP_WARM_UP, inARound: HTTP_IN_A_ROUND, load: (window) => http(api, window) },
    { ...inProcess, name: 'the bare client', load: asked(appends, 'appends', 'append_per_s') },
    {
      name: 'orders in bulk',
      warmUp: BULK_WARM_UP,
      inARound: IN_A_ROUND,
      load: async (window) => ({ bulk_per_s: (await ordersInBulk(api, window)).perSecond }),
    },
    { ...inProcess, name: 'commands in process', load: asked(commands, 'commands', 'command_per_s') },
    { ...inProcess, name: 'orders in process', load: asked(commands, 'orders', 'order_in_process_per_s') },
    {
      name: 'an empty server',
      warmUp: EMPTY_WARM_UP,
      inARound: HTTP_IN_A_ROUND,
      load: async (window) => ({ http_empty_per_s: (await ordersOverHttp(empty, window)).perSecond }),
    },
    { ...inProcess, name: 'emmett', load: asked(emmett, 'commands', 'emmett_per_s') },
  ];
  return { measured, cold };
}

async function http(target: Parameters<typeof ordersOverHttp>[0], window: Window): Promise<Figures> {
  const { perSecond, p50Ms, p99Ms } = await ordersOverHttp(target, window);
  return { http_per_s: perSecond, http_p50_ms: p50Ms, http_p99_ms: p99Ms };
}

/**
 * Each alone on the machine with the stores, a few seconds at a time, in turns: a ratio is of what was measured within
 * a quarter of a minute, for a machine that is shared is another one a minute later. Each round begins with another.
 */
async function measuredInRounds({ measured, cold }: Ready, note: BenchOptions['note']): Promise<readonly Figures[]> {
  for (const { name, warmUp, load } of measured) {
    note(`  ${name}: warm-up`);
    await load(warmUp);
  }
  const rounds: Figures[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const figures: Record<string, number> = { ...cold };
    for (let turn = 0; turn < measured.length; turn += 1) {
      const { load, inARound } = measured[(round + turn) % measured.length] as Measured;
      Object.assign(figures, await load(inARound));
    }
    rounds.push({ ...figures, ...ratiosOf(figures) });
    note(`intake: round ${round + 1} of ${ROUNDS}\n${listed(rounds.at(-1) ?? {})}`);
  }
  return rounds;
}

const listed = (figures: Figures): string =>
  Object.entries(figures)
    .map(([id, value]) => `  ${id} ${Number(value.toPrecision(4))}`)
    .join('\n');

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
  const processes = new Processes(stores);
  try {
    note(`intake: ${STREAMS} subscriptions with ten events each`);
    const rounds = await measuredInRounds(await started(stores, processes), note);
    const ids = Object.keys(rounds[0] ?? {});
    const figures = Object.fromEntries(ids.map((id) => [id, median(rounds.map((round) => round[id] ?? Number.NaN))]));
    return { runs: ROUNDS, figures, bars: BARS.map((bar) => ({ ...bar, value: figures[bar.id] ?? Number.NaN })) };
  } finally {
    await processes.stop();
    await stores.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}
