import type { Registry } from 'prom-client';
import type { RequestMemory } from '../door/request-memory.js';
import type { EventStore } from '../event-store.js';
import type { EventStorage } from '../storage/event-storage.js';

/** Upper bounds of commit times in seconds: a fast disk's sync to one that has trouble. */
const COMMIT_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** Kept in plain numbers while the node works; put into words only when somebody asks. */
export interface CommitCounts {
  events: number;
  bytes: number;
  failures: number;
  seconds: number;
  /** How many took no longer than each of `COMMIT_SECONDS`, and one for those that took longer. */
  readonly bySeconds: number[];
}

/** Counts what is written from now on. */
export function measureCommits(storage: EventStorage): CommitCounts {
  const bySeconds = new Array<number>(COMMIT_SECONDS.length + 1).fill(0);
  const counts: CommitCounts = { events: 0, bytes: 0, failures: 0, seconds: 0, bySeconds };
  const commit = storage.commit.bind(storage);
  storage.commit = async (writes) => {
    const startedAt = performance.now();
    try {
      await commit(writes);
    } catch (error) {
      counts.failures++;
      throw error;
    }
    const seconds = (performance.now() - startedAt) / 1000;
    const slower = COMMIT_SECONDS.findIndex((bound) => seconds <= bound);
    const at = slower < 0 ? COMMIT_SECONDS.length : slower;
    bySeconds[at] = (bySeconds[at] ?? 0) + 1;
    counts.seconds += seconds;
    counts.events += writes.events.length;
    for (const { frame } of writes.events) counts.bytes += frame.length;
  };
  return counts;
}

/** The node's metrics as Prometheus reads them. Nothing of what is stored: no names, no types. */
export class NodeMetrics {
  readonly contentType = 'text/plain; version=0.0.4; charset=utf-8';
  private registry: Promise<Registry> | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly calls: RequestMemory,
    private readonly commits: CommitCounts,
    private readonly connections: () => number,
  ) {}

  async text(): Promise<string> {
    this.registry ??= this.register();
    return `${await (await this.registry).metrics()}${this.commitTimes()}`;
  }

  /** Loaded only here: a node in a test starts without it. */
  private async register(): Promise<Registry> {
    const { collectDefaultMetrics, Counter, Gauge, Registry } = await import('prom-client');
    const registry = new Registry();
    const registers = [registry];
    collectDefaultMetrics({ register: registry });
    const gauge = (name: string, help: string, value: () => number): void =>
      void new Gauge({
        name: `event_node_${name}`,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    const counter = (name: string, help: string, value: () => number): void =>
      void new Counter({
        name: `event_node_${name}_total`,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(value());
        },
      });
    const { store, calls, commits } = this;
    counter('events_written', 'Events written and synced since the start', () => commits.events);
    counter('event_bytes_written', 'Bytes of those events as they go out to readers', () => commits.bytes);
    counter('commit_failures', 'Groups of appends that could not be written', () => commits.failures);
    counter('calls', 'Calls since the start', () => calls.calls);
    gauge('open_calls', 'Calls under way, subscriptions included', () => calls.openCalls);
    gauge('subscriptions', 'Subscriptions, live or catching up', () => calls.subscriptions);
    gauge('live_subscriptions', 'Subscriptions that wait for new events', () => store.feed.subscriberCount);
    gauge('connections', 'Connections', this.connections);
    gauge('held_request_bytes', 'Bytes of requests that are not answered', () => calls.heldBytes);
    gauge('next_position', 'Where the next event goes', () => store.storage.nextPosition);
    gauge('streams', 'Streams, metadata streams included', () => store.storage.lastStreamId);
    return registry;
  }

  /** A histogram by hand: observing one costs more than an append's own share of a commit. */
  private commitTimes(): string {
    const name = 'event_node_commit_seconds';
    const lines = [
      `# HELP ${name} How long a group of appends took to be written and synced`,
      `# TYPE ${name} histogram`,
    ];
    let count = 0;
    this.commits.bySeconds.forEach((commits, at) => {
      count += commits;
      lines.push(`${name}_bucket{le="${COMMIT_SECONDS[at] ?? '+Inf'}"} ${count}`);
    });
    lines.push(`${name}_sum ${this.commits.seconds}`, `${name}_count ${count}`);
    return `${lines.join('\n')}\n`;
  }
}
