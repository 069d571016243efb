import { TOMBSTONE_REVISION } from '../protocol/event-frame.js';
import { handlerFault, streamDeletedFault } from '../protocol/grpc-status.js';
import type { ReadFrom } from '../protocol/read-requests.js';
import type { EventStorage } from '../storage/event-storage.js';
import type { CommittedEvent } from '../streams/append-queue.js';
import { type FrameSource, PAGE_BYTES_MAX, PAGE_EVENTS_MAX, type Page } from '../streams/frame-source.js';
import type { EventPresentation, EventPresenter } from '../streams/links.js';
import type { StreamHead } from '../streams/stream-heads.js';
import { firstVisibleOf, isReadable, throwIfTombstoned } from '../streams/stream-reader.js';
import type { LiveFeed } from './live-feed.js';
import { type SubscriberOutput, Subscription } from './subscription.js';

export interface StreamSubscriptionOptions {
  readonly from: ReadFrom;
  /** Looked up anew each time: heads come and go. */
  readonly head: () => StreamHead;
  readonly metadataOf: () => StreamHead | undefined;
  readonly streamName: string;
  readonly presentation: EventPresentation;
}

/** The real server's arithmetic overflows here. */
const REVISION_MAX = (1n << 63n) - 1n;

export class StreamSubscription extends Subscription {
  protected readonly history: FrameSource | undefined;
  /** Of the last event that the reader has; what is not behind it is not for this reader. */
  private revision: number;
  /** There is nothing to be caught up with: the stream is not there (yet, or any more). */
  private waiting = false;

  /** @throws GrpcFault */
  constructor(
    output: SubscriberOutput,
    private readonly feed: LiveFeed,
    private readonly storage: EventStorage,
    private readonly presenter: EventPresenter,
    private readonly options: StreamSubscriptionOptions,
  ) {
    super(output);
    const { from } = options;
    if (from.kind === 'revision' && from.revision === REVISION_MAX) throw handlerFault();
    this.revision = from.kind === 'revision' ? Number(from.revision) : -1;
    this.history = from.kind === 'end' ? undefined : this.newHistory();
    if (this.history !== undefined) this.throwIfTombstoned();
  }

  override deliver(events: readonly CommittedEvent[]): void {
    if (!this.waiting) {
      super.deliver(events);
      return;
    }
    if (events.some(({ revision }) => revision === TOMBSTONE_REVISION)) {
      this.drop(streamDeletedFault(this.options.streamName));
      return;
    }
    this.waiting = false;
    this.detach();
    this.advance(this.newHistory());
  }

  protected attach(): void {
    this.feed.addToStream(this.options.streamName, this);
  }

  protected detach(): void {
    this.feed.remove(this, this.options.streamName);
  }

  protected override goLive(): void {
    this.waiting = this.history !== undefined && !isReadable(this.options.head());
    if (this.waiting) this.attach();
    else super.goLive();
  }

  protected present(events: readonly CommittedEvent[]): readonly Buffer[] {
    return events.flatMap((event) => this.presentOne(event));
  }

  private presentOne({ frame, position, revision }: CommittedEvent): readonly Buffer[] {
    if (revision <= this.revision) return [];
    const shown = this.presenter.present(frame, position, this.options.presentation);
    if (revision !== TOMBSTONE_REVISION) {
      this.revision = revision;
      return [shown];
    }
    this.write([shown]);
    this.drop(streamDeletedFault(this.options.streamName));
    return [];
  }

  private throwIfTombstoned(): void {
    throwIfTombstoned({ head: this.options.head(), metadataOf: this.options.metadataOf() });
  }

  private newHistory(): FrameSource {
    return { next: () => this.nextPage() };
  }

  private nextPage(): Page {
    this.throwIfTombstoned();
    const head = this.options.head();
    if (!isReadable(head)) return { frames: [], atEnd: true };
    const { lastRevision } = head.visible;
    const from = Math.max(this.revision + 1, firstVisibleOf(this.storage, head));
    const frames: Buffer[] = [];
    let bytes = 0;
    let next = from;
    for (const position of this.storage.positionsOf(head.id, from, Math.min(lastRevision, from + PAGE_EVENTS_MAX))) {
      if (bytes >= PAGE_BYTES_MAX) break;
      const frame = this.storage.frameAt(position);
      if (frame === undefined) break;
      const shown = this.presenter.present(frame, position, this.options.presentation);
      frames.push(shown);
      bytes += shown.length;
      next++;
    }
    if (frames.length > 0) this.revision = next - 1;
    return { frames, atEnd: next > lastRevision };
  }
}
