import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EventStoreDbAppender } from '#event-store/eventstoredb/eventstoredb-appender.js';
import { median } from '../bench.js';
import { ServerProcess } from '../event-node/server-process.js';
import type { BenchPostgres } from './bench-postgres.js';
import { appliedShare } from './concurrent-writers.js';
import { fillWithSubscriptions } from './domain-history.js';
import { fillEmmett, rebuildWithEmmett, typesOf } from './emmett-baseline.js';
import { measureLag, startProjector, stopProjector } from './live-lag.js';
import { projectionOf, readerOf, rebuildOnce } from './replayed.js';
import { rowsOfBatches, upsertAll } from './unnest-baseline.js';

export const RUNS = 3;
const EVENTS = 100_000;
const MANY_EVENTS = 1_000_000;
/** Its rate does not change with their number, and it needs minutes for all of them. */
const EMMETT_EVENTS = 10_000;
/** The widest read model, a row for each subscription, which every event touches. */
const PROJECTION = 'subscription';

export type Figures = Readonly<Record<string, number>>;

export interface Place {
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
      note(`  ${EVENTS} events, run ${run + 1} of ${RUNS}`);
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
  note(`  emmett, ${EMMETT_EVENTS} of the events: fills its store`);
  await fillEmmett(database, EMMETT_EVENTS);
  const types = typesOf(EMMETT_EVENTS);
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    note(`  emmett, run ${run + 1} of ${RUNS}`);
    seconds.push(await rebuildWithEmmett(database, types, run));
  }
  return { emmett_events_per_s: EMMETT_EVENTS / median(seconds) };
}

async function measureLive({ scratch, postgres, note }: Place): Promise<Figures> {
  const server = await ServerProcess.eventNode(join(scratch, 'live'));
  const database = await postgres.newDatabase();
  const store = await readerOf(server.connectionString);
  const appender = new EventStoreDbAppender(store.connection.appending);
  const projector = await startProjector(server.connectionString, database);
  try {
    const runs: { readonly p50: number; readonly p99: number }[] = [];
    for (let run = 0; run < RUNS; run++) {
      note(`  live lag at 200 commands a second, run ${run + 1} of ${RUNS}`);
      const lags = await measureLag(database, appender);
      const at = (share: number) => lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? Number.NaN;
      runs.push({ p50: at(0.5), p99: at(0.99) });
    }
    note(`  a rebuild, cut over under 64 writers (lag p99 ${runs.map(({ p99 }) => p99.toFixed(1)).join(', ')} ms)`);
    return {
      lag_p50_ms: median(runs.map(({ p50 }) => p50)),
      lag_p99_ms: median(runs.map(({ p99 }) => p99)),
      applied_share: await appliedShare(database, appender, note),
    };
  } finally {
    await stopProjector(projector);
    await store.close();
    await server.stop();
  }
}

async function measureMany(place: Place): Promise<Figures> {
  place.note(`  ${MANY_EVENTS} events: fills a store, then rebuilds`);
  return onStore(place, MANY_EVENTS, async ({ reader }) => {
    const { seconds, applied } = await rebuildOnce(await place.postgres.newDatabase(), reader, PROJECTION);
    if (applied !== MANY_EVENTS) throw new Error(`${applied} of ${MANY_EVENTS} events were applied`);
    return { rebuild_many_us_per_event: (seconds / MANY_EVENTS) * 1e6 };
  });
}

/** Each by itself, for whoever looks into one. */
export const PARTS = { live: measureLive, rebuild: measureRebuild, emmett: measureEmmett, many: measureMany } as const;

export type PartName = keyof typeof PARTS;
