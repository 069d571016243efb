import type { SystemEvent } from '../system-events.js';
import type { SystemStreamAppender } from '../system-stream-appender.js';
import type { StoredSystemEvent, SystemStreamReader } from '../system-streams.js';
import type { AppendChannel } from './append-channel.js';
import { liveStream } from './live-subscription.js';
import type { ReadChannel } from './read-channel.js';
import { storedSystemEventOf } from './recorded.js';
import { sealSystemEvent } from './wire-events.js';

const READ_MAX = 4_000;

export class EventStoreDbSystemReader implements SystemStreamReader {
  constructor(
    private readonly url: string,
    private readonly channel: ReadChannel,
  ) {}

  async read(stream: string, from = 0, max = READ_MAX): Promise<readonly StoredSystemEvent[]> {
    return (await this.channel.readStream(stream, from, Math.min(max, READ_MAX))).map(storedSystemEventOf);
  }

  async readLast(stream: string): Promise<StoredSystemEvent | undefined> {
    const last = await this.channel.readLast(stream);
    return last === undefined ? undefined : storedSystemEventOf(last);
  }

  async *follow(
    stream: string,
    after: number | undefined,
    options: { readonly signal?: AbortSignal } = {},
  ): AsyncIterable<StoredSystemEvent> {
    for await (const recorded of liveStream(this.url, stream, after, options.signal))
      yield storedSystemEventOf(recorded);
  }
}

export class EventStoreDbSystemAppender implements SystemStreamAppender {
  constructor(private readonly channel: AppendChannel) {}

  async append(stream: string, expected: number | 'no-stream', event: SystemEvent): Promise<StoredSystemEvent> {
    const wire = sealSystemEvent(stream, expected, event);
    const position = await this.channel.append(wire);
    const id = wire.events[0]?.id ?? '';
    return { stream, revision: expected === 'no-stream' ? 0 : expected + 1, position, id, event };
  }
}
