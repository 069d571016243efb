import type { EventStorage } from './storage/event-storage.js';
import { AppendQueue, type AppendRequest } from './streams/append-queue.js';
import { KnownIds } from './streams/known-ids.js';
import { EventPresenter } from './streams/links.js';
import { type StreamHead, StreamHeads } from './streams/stream-heads.js';
import { isMetadataStream, streamOfMetadata } from './streams/stream-metadata.js';
import { LiveFeed } from './subscriptions/live-feed.js';

/** What every new store begins with, and a reader of `$all` finds first. */
const FIRST_STREAM = '$$$scavenges';
const FIRST_METADATA = '{"$maxAge":2592000,"$acl":{"$r":"$ops","$w":[],"$d":[],"$mr":[],"$mw":[]}}';

/** The store behind the door: streams over storage, appends in groups, live events. */
export class EventStore {
  readonly heads: StreamHeads;
  readonly presenter: EventPresenter;
  readonly feed = new LiveFeed();
  private readonly queue: AppendQueue;

  constructor(
    readonly storage: EventStorage,
    onFatal: (error: unknown) => void,
  ) {
    this.heads = new StreamHeads(storage);
    this.presenter = new EventPresenter(storage, this.heads);
    this.queue = new AppendQueue({
      storage,
      heads: this.heads,
      knownIds: new KnownIds(),
      onCommitted: (events) => this.feed.publish(events),
      onFatal,
    });
  }

  append(request: AppendRequest): void {
    this.queue.add(request);
  }

  metadataOf(streamName: string): StreamHead | undefined {
    return isMetadataStream(streamName) ? this.heads.get(streamOfMetadata(streamName)) : undefined;
  }

  /** Writes a new store's first event. Does nothing on one that has events. */
  async initialise(newId: () => string): Promise<void> {
    if (this.storage.lastStreamId > 0) return;
    await new Promise<void>((resolve, reject) =>
      this.append({
        kind: 'append',
        streamName: FIRST_STREAM,
        expected: { kind: 'no-stream' },
        events: [
          {
            id: newId(),
            type: '$metadata',
            isJson: true,
            data: Buffer.from(FIRST_METADATA),
            customMetadata: Buffer.alloc(0),
          },
        ],
        settle: (outcome) =>
          outcome.kind === 'appended'
            ? resolve()
            : reject(new Error(`the first event was not stored: ${outcome.kind}`)),
      }),
    );
  }

  /** What was accepted is written first. */
  async close(): Promise<void> {
    await this.queue.drain();
    await this.storage.close();
  }
}
