import type { Append, EventAppender } from '../event-appender.js';
import type { StoredEvent } from '../stored-event.js';
import type { AppendChannel } from './append-channel.js';
import { sealAppend } from './wire-events.js';

export class EventStoreDbAppender implements EventAppender {
  constructor(private readonly channel: AppendChannel) {}

  async append(append: Append): Promise<readonly StoredEvent[]> {
    const { wire, events } = sealAppend(append);
    const position = await this.channel.append(wire);
    return events.map(({ stream, revision, id, event, metadata }) => ({
      stream,
      revision,
      position,
      id,
      event,
      metadata,
    }));
  }
}
