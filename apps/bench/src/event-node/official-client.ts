import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, NO_STREAM, START, streamNameFilter } from '@eventstore/db-client';

const DATA = { subscriptionId: 'sub-1', note: 'x'.repeat(660) };
const METADATA = { correlationId: '0193a7c2', note: 'x'.repeat(150) };

/** What the bench does with a server, through the official client. */
export class BenchClient {
  private readonly client: EventStoreDBClient;
  private count = 0;
  private readonly run = randomUUID();

  constructor(connectionString: string) {
    this.client = EventStoreDBClient.connectionString(connectionString);
  }

  close(): Promise<void> {
    return this.client.dispose();
  }

  async append(): Promise<void> {
    const event = jsonEvent({ type: 'SubscriptionOrdered', data: DATA, metadata: METADATA });
    await this.client.appendToStream(`${this.run}-${this.count++}`, event, { expectedRevision: NO_STREAM });
  }

  /** @returns how many events came. */
  async readStream(stream: string): Promise<number> {
    let events = 0;
    for await (const _ of this.client.readStream(stream)) events++;
    return events;
  }

  /** @returns events a second of a read of $all from the start. */
  async readAll(count: number): Promise<number> {
    const startedAt = performance.now();
    let events = 0;
    for await (const _ of this.client.readAll({ fromPosition: START, maxCount: count })) events++;
    return (events * 1_000) / (performance.now() - startedAt);
  }

  /** @returns considered events a second of a filtered subscription until it is caught up. */
  async subscribeFiltered(prefix: string, count: number): Promise<number> {
    const startedAt = performance.now();
    const filter = streamNameFilter({ prefixes: [prefix], maxSearchWindow: 1_000 });
    const subscription = this.client.subscribeToAll({ fromPosition: START, filter });
    await new Promise<void>((resolve, reject) => {
      subscription.on('data', () => {});
      subscription.on('caughtUp' as 'end', () => resolve());
      subscription.on('error', reject);
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    await subscription.unsubscribe();
    return count / seconds;
  }
}
