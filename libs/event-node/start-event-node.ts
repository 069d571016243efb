import { randomUUID } from 'node:crypto';
import { type Certificate, GrpcDoor } from './door/grpc-door.js';
import { GrpcRouter } from './door/grpc-router.js';
import { httpRoutes } from './door/http-routes.js';
import { type CallLimits, RequestMemory } from './door/request-memory.js';
import { EventStore } from './event-store.js';
import { type FaultSettings, Faults } from './faults.js';
import { measureCommits, NodeMetrics } from './metrics/node-metrics.js';
import { type Credentials, credentialsCheck } from './security/credentials.js';
import { lockDataDirectory, markFilled, prepareDataDirectory } from './storage/data-directory.js';
import type { EventStorage } from './storage/event-storage.js';
import { MemoryStorage } from './storage/memory-storage.js';

export type { FaultSettings } from './faults.js';
export { DataDirectoryError } from './storage/data-directory.js';

export interface EventNodeOptions {
  /** Nothing is kept when the node stops. Exactly one of this and `dataDir`. */
  readonly inMemory?: boolean;
  readonly dataDir?: string;
  /** 0, the default, picks a free one. */
  readonly port?: number;
  /** Loopback unless told otherwise. */
  readonly host?: string;
  /** PEM texts: the node speaks TLS only. */
  readonly certificate?: Certificate;
  /** Asked of every call that reads or writes, and of `/metrics`. Over a network only with a certificate. */
  readonly credentials?: Credentials;
  /** Fewer than the node takes of itself. */
  readonly limits?: CallLimits;
  /** Allows `POST /faults`, and these from the start. */
  readonly faults?: FaultSettings | true;
  /** Something that an operator should know; never holds stored data. */
  readonly log?: (message: string, error?: unknown) => void;
  /** A write failed and nobody knows what is on disk. Ends the process unless a test says otherwise. */
  readonly onFatal?: (error: unknown) => void;
}

export interface EventNode {
  readonly port: number;
  /** For `EventStoreDBClient.connectionString`. */
  readonly connectionString: string;
  /** Drops every live subscriber with ABORTED. @returns how many there were. */
  dropLiveSubscribers(): number;
  /** @throws when a key or value is none. */
  setFaults(settings: FaultSettings): void;
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** @throws DataDirectoryError, or when the port is taken. */
export async function startEventNode(options: EventNodeOptions): Promise<EventNode> {
  const log = options.log ?? ((message, error) => console.error(`event node: ${message}`, error ?? ''));
  const { storage, release } = await openStorage(options);
  const commits = measureCommits(storage);
  const store = new EventStore(storage, options.onFatal ?? ((error) => endProcess(log, error)));
  await store.initialise(randomUUID);
  if (options.dataDir !== undefined) markFilled(options.dataDir);
  const faults = new Faults(() => store.feed.dropAll());
  if (options.faults !== undefined && options.faults !== true) faults.apply(options.faults);
  if (options.faults !== undefined) interposeFaults(store, faults);
  const host = options.host ?? LOOPBACK;
  const address = { instanceId: randomUUID(), host: host === LOOPBACK ? 'localhost' : host, port: options.port ?? 0 };
  const memory = new RequestMemory(options.limits);
  const isAllowed = options.credentials === undefined ? undefined : credentialsCheck(options.credentials);
  const router = new GrpcRouter({
    store,
    memory,
    isAllowed,
    address: () => address,
    onUnexpected: (error) => log('a call ended by an unexpected error', error),
  });
  const routes = httpRoutes({
    address: () => address,
    isAllowed,
    metrics: new NodeMetrics(store, memory, commits, () => door.connections),
    faults: options.faults === undefined ? undefined : faults,
  });
  const door: GrpcDoor = new GrpcDoor(router, routes, options.certificate);
  const stop = async (): Promise<void> => {
    faults.stop();
    await door.close();
    await store.close();
    await release();
  };
  try {
    address.port = await door.listen(options.port ?? 0, host);
  } catch (error) {
    await store.close();
    await release();
    throw error;
  }
  return {
    port: address.port,
    connectionString: `esdb://${host}:${address.port}?tls=${options.certificate !== undefined}`,
    dropLiveSubscribers: () => store.feed.dropAll(),
    setFaults: (settings) => void faults.apply(settings),
    stop,
  };
}

async function openStorage(
  options: EventNodeOptions,
): Promise<{ storage: EventStorage; release: () => Promise<void> }> {
  if ((options.inMemory === true) === (options.dataDir !== undefined))
    throw new Error('an event node is started either in memory or with a data directory');
  if (options.dataDir === undefined) return { storage: new MemoryStorage(), release: () => Promise.resolve() };
  prepareDataDirectory(options.dataDir);
  const lock = await lockDataDirectory(options.dataDir);
  try {
    // Loaded only here: a node in memory starts without lmdb.
    const { LmdbStorage } = await import('./storage/lmdb-storage.js');
    const { MappedPages } = await import('./storage/mapped-pages.js');
    const storage = new LmdbStorage(options.dataDir);
    const mapped = await MappedPages.limit(storage.file);
    const release = (): Promise<void> => {
      mapped?.stop();
      return lock.release();
    };
    return { storage, release };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function interposeFaults(store: EventStore, faults: Faults): void {
  const { storage } = store;
  const commit = storage.commit.bind(storage);
  storage.commit = async (writes) => {
    await commit(writes);
    faults.afterWrite();
  };
  const append = store.append.bind(store);
  store.append = (request) =>
    faults.interfere(
      () => append(request),
      () => request.settle({ kind: 'failed' }),
    );
}

function endProcess(log: NonNullable<EventNodeOptions['log']>, error: unknown): void {
  log('a write to disk failed: the process ends, so that nothing is acknowledged that is not stored', error);
  process.exit(1);
}
