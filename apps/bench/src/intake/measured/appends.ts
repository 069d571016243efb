import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { onEachStream, onStreamsInTurns } from '../in-turns.js';
import type { Sample, SampleEvent, Speed } from '../plan-of-the-bench.js';
import { STREAMS } from '../plan-of-the-bench.js';
import { serveTasks } from './tasks.js';

const proposed = ({ type, data, metadata }: SampleEvent) =>
  jsonEvent({ type, data: data as Record<string, unknown>, metadata: metadata as Record<string, unknown> });

interface Asked {
  readonly run: number;
  readonly sample: Sample;
  readonly url: string;
}

serveTasks({
  /** The official client alone, as its own documentation has it used: one event of the same size, at the expected revision. */
  async appends({ run, sample, url }: Asked): Promise<Speed> {
    const client = EventStoreDBClient.connectionString(url);
    const revisions: bigint[] = [];
    const nameOf = (stream: number) => `bare-${run}-${stream}`;
    await onEachStream(STREAMS, async (stream) => {
      const { nextExpectedRevision } = await client.appendToStream(nameOf(stream), sample.stream.map(proposed), {
        expectedRevision: NO_STREAM,
      });
      revisions[stream] = nextExpectedRevision;
    });
    return onStreamsInTurns(STREAMS, async (stream) => {
      const expectedRevision = revisions[stream];
      if (expectedRevision === undefined) throw new Error(`no stream ${stream}`);
      const appended = await client.appendToStream(nameOf(stream), proposed(sample.appended), { expectedRevision });
      revisions[stream] = appended.nextExpectedRevision;
    });
  },
});
