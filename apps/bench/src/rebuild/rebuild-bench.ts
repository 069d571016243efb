import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDbAppender } from '#event-store/eventstoredb/eventstoredb-appender.js';
import { type Bar, type BenchOptions, type BenchResult, median } from '../bench.js';
import { ServerProcess } from '../event-node/server-process.js';
import { BenchPostgres } from './bench-postgres.js';
import { appliedShare } from './concurrent-writers.js';
import { fillWithSubscriptions } from './domain-history.js';
import { fillEmmett, rebuildWithEmmett, typesOf } from './emmett-baseline.js';
import { measureLag, startProjector, stopProjector } from './live-lag.js';
import { projectionOf, readerOf, rebuildOnce } from './replayed.js';
import { rowsOfBatches, upsertAll } from './unnest-baseline.js';

const RUNS = 3;
const EVENTS = 100_000;
const MANY_EVENTS = 1_000_000;
/** Its rate does not change with their number, and it needs a minute for all of them. */
const EMMETT_EVENTS = 20_000;
/** The widest read model, a row for each subscription, which every event touches. */
const PROJECTION = 'subscription';

const BARS: readonly Omit<Bar, 'value'>[] = [
  { id: 'rebuild_vs_unnest', atLeast: 0.6 },
  { id: 'applied_share', atLeast: 1 },
  { id: 'rebuild_vs_emmett', atLeast: 8 },
  { id: 'lag_p99_ms', atMost: 25 },
  { id: 'cost_growth', atMost: 1.2 },
];

type Figures = Record<string, number>;

interface Place {
  readonly scratch: string;
  readonly postgres: BenchPostgres;
  readonly note: (text: string) => void;
}

/** Reads a store that was filled beforehand. */
async function onStore<T>(
  { scratch }: Place,
  events: number,
  use: (store: Awaited<ReturnType<typeof readerOf>>) => Promise<T>,
): Promise<T> {
  const dataDir = join(scratch, `store-${events}`);
  await fillWithSubscriptions(dataDir, events);
  const server = await ServerProcess.eventNode(dataDir);
  const store = await readerOf(server.connectionString);
  try {
    return await use(store);
  } finally {
    await store.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** In turns with the upserts alone: what disturbs one disturbs the other. */
async function measureRebuild(place: Place): Promise<Figures> {
  const { postgres, note } = place;
  return onStore(place, EVENTS, async ({ reader }) => {
    const batches = await rowsOfBatches(reader, projectionOf(PROJECTION));
    const rebuilds: number[] = [];
    const upserts: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      note(`rebuild: ${EVENTS} events, run ${run + 1} of ${RUNS}`);
      const { seconds, applied } = await rebuildOnce(await postgres.newDatabase(), reader, PROJECTION);
      if (applied !== EVENTS) throw new Error(`${applied} of ${EVENTS} events were applied`);
      rebuilds.push(seconds);
      upserts.push(await upsertAll(await postgres.newDatabase(), projectionOf(PROJECTION), batches));
    }
    const ratios = rebuilds.map((seconds, run) => (upserts[run] ?? 0) / seconds);
    return {
      rebuild_events_per_s: EVENTS / median(rebuilds),
      unnest_events_per_s: EVENTS / median(upserts),
      rebuild_vs_unnest: median(ratios),
      rebuild_us_per_event: (median(rebuilds) / EVENTS) * 1e6,
    };
  });
}

async function measureEmmett({ postgres, note }: Place): Promise<Figures> {
  const database = await postgres.newDatabase();
  note(`rebuild: emmett, ${EMMETT_EVENTS} of the events`);
  await fillEmmett(database, EMMETT_EVENTS);
  const types = typesOf(EMMETT_EVENTS);
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run++) seconds.push(await rebuildWithEmmett(database, types, run));
  return { emmett_events_per_s: EMMETT_EVENTS / median(seconds) };
}

async function measureLive({ scratch, postgres, note }: Place): Promise<Figures> {
  const server = await ServerProcess.eventNode(join(scratch, 'live'));
  const database = await postgres.newDatabase();
  const store = await readerOf(server.connectionString);
  const appender = new EventStoreDbAppender(store.connection.appending);
  const projector = await startProjector(server.connectionString, database);
  try {
    note('rebuild: live lag at 200 commands a second');
    const lags = await measureLag(database, appender);
    const at = (share: number) => lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? Number.NaN;
    note('rebuild: under 64 writers');
    const share = await appliedShare(database, appender);
    return { lag_p50_ms: at(0.5), lag_p99_ms: at(0.99), applied_share: share };
  } finally {
    await stopProjector(projector);
    await store.close();
    await server.stop();
  }
}

async function measureMany(place: Place): Promise<Figures> {
  place.note(`rebuild: ${MANY_EVENTS} events`);
  return onStore(place, MANY_EVENTS, async ({ reader }) => {
    const { seconds, applied } = await rebuildOnce(await place.postgres.newDatabase(), reader, PROJECTION);
    if (applied !== MANY_EVENTS) throw new Error(`${applied} of ${MANY_EVENTS} events were applied`);
    return { rebuild_many_us_per_event: (seconds / MANY_EVENTS) * 1e6 };
  });
}

/** Each by itself, for whoever looks into one. */
export const PARTS = { live: measureLive, rebuild: measureRebuild, emmett: measureEmmett, many: measureMany } as const;

/** Speed of rebuilding and of following live, on this machine, with real servers. */
export async function rebuildBench({ directory = tmpdir(), note }: BenchOptions): Promise<BenchResult> {
  const scratch = await mkdtemp(join(directory, 'rebuild-bench-'));
  const postgres = await BenchPostgres.start(join(scratch, 'postgres'));
  const place = { scratch, postgres, note };
  try {
    const figures: Figures = {
      ...(await PARTS.live(place)),
      ...(await PARTS.rebuild(place)),
      ...(await PARTS.emmett(place)),
      ...(await PARTS.many(place)),
    };
    const of = (id: string): number => figures[id] ?? Number.NaN;
    const derived: Figures = {
      ...figures,
      rebuild_vs_emmett: of('rebuild_events_per_s') / of('emmett_events_per_s'),
      cost_growth: of('rebuild_many_us_per_event') / of('rebuild_us_per_event'),
    };
    return {
      runs: RUNS,
      figures: derived,
      bars: BARS.map((bar) => ({ ...bar, value: derived[bar.id] ?? Number.NaN })),
    };
  } finally {
    await postgres.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}
