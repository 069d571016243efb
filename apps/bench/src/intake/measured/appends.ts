import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { onEachStream, onStreamsInTurns } from '../in-turns.js';
import { type Sample, type SampleEvent, type Speed, STREAMS, type Window } from '../plan-of-the-bench.js';
import { serveTasks } from './tasks.js';

const proposed = ({ type, data, metadata }: SampleEvent) =>
  jsonEvent({ type, data: data as Record<string, unknown>, metadata: metadata as Record<string, unknown> });

interface Asked {
  readonly sample: Sample;
  readonly url: string;
}

const nameOf = (stream: number) => `bare-${stream}`;

/** The official client alone, as its own documentation has it used: one event of the same size, at the expected revision. */
class Appends {
  private readonly client: EventStoreDBClient;
  private readonly revisions: bigint[] = [];

  constructor(private readonly asked: Asked) {
    this.client = EventStoreDBClient.connectionString(asked.url);
  }

  seed(): Promise<Speed> {
    return onEachStream(STREAMS, (stream) => this.append(stream, this.asked.sample.stream, NO_STREAM));
  }

  measured(window: Window): Promise<Speed> {
    const { appended } = this.asked.sample;
    return onStreamsInTurns(
      STREAMS,
      (stream) => this.append(stream, [appended], this.revisions[stream] ?? NO_STREAM),
      window,
    );
  }

  private async append(
    stream: number,
    events: readonly SampleEvent[],
    expectedRevision: bigint | typeof NO_STREAM,
  ): Promise<void> {
    const appended = await this.client.appendToStream(nameOf(stream), events.map(proposed), { expectedRevision });
    this.revisions[stream] = appended.nextExpectedRevision;
  }
}

let appends: Appends | undefined;

serveTasks({
  seed: (asked: Asked): Promise<Speed> => {
    appends = new Appends(asked);
    return appends.seed();
  },
  async appends(window: Window): Promise<Speed> {
    if (appends === undefined) throw new Error('Nothing was seeded');
    return appends.measured(window);
  },
});
