import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bar, type BenchOptions, type BenchResult, median } from '../bench.js';
import { anonymousMb, keepInFlight, type Window } from './load.js';
import { BenchClient } from './official-client.js';
import { ServerProcess } from './server-process.js';
import { appendsInProcess, EVENTS_PER_STREAM, FILTER_PREFIX, fillStore, streamNameOf } from './store-files.js';

const RUNS = 3;
const SECONDS = 2;
const WARM_SECONDS = 2;
const IN_FLIGHT = [1, 16, 64, 256] as const;
const APPENDS_PER_S_BAR = 5_000;
/** Of what the client alone can do. */
const CLIENT_SHARE_BAR = 0.8;
const ALL_EVENTS = 200_000;
const FULL_EVENTS = 5_000_000;

type Note = (text: string) => void;
type Samples = Map<string, number[]>;

const take = (samples: Samples, id: string, value: number): void => {
  samples.set(id, [...(samples.get(id) ?? []), value]);
};

async function withServer<T>(server: ServerProcess, use: (client: BenchClient) => Promise<T>): Promise<T> {
  const client = new BenchClient(server.connectionString);
  try {
    return await use(client);
  } finally {
    await client.close();
    await server.stop();
  }
}

const appendsTo = (client: BenchClient, server: ServerProcess, inFlight: number): Promise<Window> =>
  keepInFlight(inFlight, SECONDS, () => client.append(), server.pid);

/** A server is measured once it and its client are warm: that it runs for days is what it is for. */
async function withWarm<T>(server: ServerProcess, use: (client: BenchClient) => Promise<T>): Promise<T> {
  return withServer(server, async (client) => {
    await keepInFlight(64, WARM_SECONDS, () => client.append(), server.pid);
    return use(client);
  });
}

/** Over the wire, in process, and against a server that only acknowledges: in turns. */
async function measureAppends(directory: string, run: number, samples: Samples): Promise<void> {
  const overTheWire = new Map<number, Window>();
  const server = await ServerProcess.eventNode(join(directory, `wire-${run}`));
  await withWarm(server, async (client) => {
    for (const inFlight of IN_FLIGHT) overTheWire.set(inFlight, await appendsTo(client, server, inFlight));
  });
  for (const [inFlight, { perSecond }] of overTheWire) {
    const inProcess = await appendsInProcess(join(directory, `in-process-${inFlight}-${run}`), inFlight, SECONDS / 2);
    take(samples, `append_per_s_${inFlight}`, perSecond);
    take(samples, `append_in_process_per_s_${inFlight}`, inProcess);
    take(samples, `append_wire_to_process_${inFlight}`, perSecond / inProcess);
  }
  const acknowledging = await ServerProcess.acknowledging();
  const alone = await withWarm(acknowledging, (client) => appendsTo(client, acknowledging, 64));
  const busy = overTheWire.get(64);
  if (busy === undefined) throw new Error('no appends at 64 in flight');
  take(samples, 'append_client_alone_per_s_64', alone.perSecond);
  take(samples, 'append_ratio_64', busy.perSecond / Math.min(APPENDS_PER_S_BAR, CLIENT_SHARE_BAR * alone.perSecond));
  take(samples, 'server_cpu_ms_per_append', busy.serverCpu * 1_000);
  take(samples, 'server_client_cpu', busy.serverCpu / busy.clientCpu);
}

async function measureReads(directory: string, samples: Samples): Promise<void> {
  const dataDir = join(directory, 'reads');
  await fillStore(dataDir, ALL_EVENTS, 700);
  const server = await ServerProcess.eventNode(dataDir);
  await withServer(server, async (client) => {
    let n = 0;
    const readNext = async (): Promise<void> => {
      const events = await client.readStream(streamNameOf((n++ * 7_919) % (ALL_EVENTS / EVENTS_PER_STREAM)));
      if (events !== EVENTS_PER_STREAM) throw new Error(`a stream of ${events} events`);
    };
    await keepInFlight(16, WARM_SECONDS, readNext);
    for (let run = 0; run < RUNS; run++) {
      const reads = await keepInFlight(16, SECONDS, readNext);
      take(samples, 'read_stream_per_s', reads.perSecond);
      take(samples, 'read_all_per_s', await client.readAll(ALL_EVENTS));
      take(samples, 'subscribe_filtered_per_s', await client.subscribeFiltered(FILTER_PREFIX, ALL_EVENTS));
    }
  });
}

async function measureFull(directory: string, samples: Samples, note: Note): Promise<void> {
  const dataDir = join(directory, 'full');
  const startedAt = performance.now();
  await fillStore(dataDir, FULL_EVENTS);
  note(`event-node: ${FULL_EVENTS} events filled in ${Math.round((performance.now() - startedAt) / 1_000)} s`);
  for (let run = 0; run < RUNS; run++) {
    const server = await ServerProcess.eventNode(dataDir);
    take(samples, 'restart_s', server.readyAfterSeconds);
    const full = await withWarm(server, async (client) => {
      const { perSecond } = await appendsTo(client, server, 64);
      take(samples, 'rss_mb', anonymousMb(server.pid));
      return perSecond;
    });
    const emptyServer = await ServerProcess.eventNode(join(directory, `empty-${run}`));
    const empty = await withWarm(emptyServer, (client) => appendsTo(client, emptyServer, 64));
    take(samples, 'append_full_vs_empty', full / empty.perSecond);
  }
}

const BARS: readonly Omit<Bar, 'value'>[] = [
  { id: 'append_ratio_64', atLeast: 1 },
  { id: 'server_client_cpu', atMost: 1 },
  { id: 'read_all_per_s', atLeast: 30_000 },
  { id: 'read_stream_per_s', atLeast: 1_200 },
  { id: 'restart_s', atMost: 2 },
  { id: 'rss_mb', atMost: 400 },
  { id: 'append_full_vs_empty', atLeast: 0.8 },
];

/** Speed and size of the event node on this machine, through the official client. */
export async function eventNodeBench({ directory = tmpdir(), note }: BenchOptions): Promise<BenchResult> {
  const scratch = await mkdtemp(join(directory, 'event-node-bench-'));
  const samples: Samples = new Map();
  try {
    for (let run = 0; run < RUNS; run++) {
      note(`event-node: appends, run ${run + 1} of ${RUNS}`);
      await measureAppends(scratch, run, samples);
    }
    note('event-node: reads');
    await measureReads(scratch, samples);
    note('event-node: five million events');
    await measureFull(scratch, samples, note);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const figures = Object.fromEntries([...samples].map(([id, values]) => [id, median(values)]));
  return { runs: RUNS, figures, bars: BARS.map((bar) => ({ ...bar, value: figures[bar.id] ?? Number.NaN })) };
}
