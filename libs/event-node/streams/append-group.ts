import { randomUUID } from 'node:crypto';
import {
  type EventContent,
  encodeEventFrame,
  eventIdOf,
  TOMBSTONE_REVISION,
  ticksOf,
} from '../protocol/event-frame.js';
import type { EventStorage, StoredEvent } from '../storage/event-storage.js';
import { decideAppend, type WrittenEvents } from './append-decision.js';
import type { AppendOutcome, AppendRequest, CommittedEvent } from './append-queue.js';
import type { KnownIds } from './known-ids.js';
import { metadataFrom, type StreamHead, type StreamHeads } from './stream-heads.js';
import {
  isMetadataStream,
  isSoftDeleted,
  METADATA_EVENT_TYPE,
  metadataStreamOf,
  restoredMetadata,
  SOFT_DELETED_METADATA,
  streamOfMetadata,
} from './stream-metadata.js';
import { isVisibleRevision } from './visibility.js';

/** An append without events still takes a position of its own, as on the real server: so far from the next event. */
export const EMPTY_APPEND_BYTES = 64;
const NO_BYTES = Buffer.alloc(0);
const TOMBSTONE_TYPE = '$streamDeleted';

/** Decides a group of appends one after the other, each seeing the ones before it, and gathers what is to be written. */
export class AppendGroup {
  readonly writes: { newStreams: { streamId: number; streamName: string }[]; events: StoredEvent[] } = {
    newStreams: [],
    events: [],
  };
  readonly committed: CommittedEvent[] = [];
  private readonly touched = new Set<StreamHead>();
  private readonly nowMs = Date.now();
  private readonly createdTicks = ticksOf(this.nowMs);
  private lastStreamId: number;

  constructor(
    private readonly storage: EventStorage,
    private readonly heads: StreamHeads,
    private readonly knownIds: KnownIds,
    public nextPosition: number,
  ) {
    this.lastStreamId = storage.lastStreamId;
  }

  decide(request: AppendRequest): AppendOutcome {
    const head = this.heads.get(request.streamName);
    if (this.isOfTombstoned(head)) return { kind: 'stream-deleted' };
    const ids = request.kind === 'append' ? request.events.map((event) => event.id) : [randomUUID()];
    const decision = decideAppend(head, request.expected, ids, this.writtenEvents(head));
    if (decision.kind === 'stream-deleted') return decision;
    if (decision.kind === 'wrong-expected-revision') return this.wrongExpected(head);
    if (decision.kind === 'repeat') return this.repeated(head, decision.revision);
    if (request.kind === 'delete') return this.softDelete(head);
    if (request.kind === 'tombstone') return this.tombstone(head);
    return this.append(head, request.events);
  }

  /** What was decided is on disk: readers see it from now on. */
  makeVisible(): void {
    for (const head of this.touched) {
      head.pending = [];
      head.visible = { lastRevision: head.lastRevision, tombstoned: head.tombstoned, metadata: head.metadata };
    }
  }

  private append(head: StreamHead, events: readonly EventContent[]): AppendOutcome {
    const wasSoftDeleted = isSoftDeleted(head.metadata);
    const deletedStream = events.length > 0 ? this.softDeletedStreamOf(head) : undefined;
    const restoreFrom = head.lastRevision + 1;
    const position = events.length === 0 ? this.emptyPosition() : this.writeAll(head, events);
    const revision = head.lastRevision;
    if (wasSoftDeleted) this.restore(head, head.metadataText, restoreFrom);
    // New metadata brings its soft-deleted stream back, the old events still cut off.
    if (deletedStream !== undefined)
      this.restore(deletedStream, deletedStream.metadataText, deletedStream.lastRevision + 1);
    return { kind: 'appended', at: { revision, position } };
  }

  private writeAll(head: StreamHead, events: readonly EventContent[]): number {
    let position = 0;
    for (const event of events) position = this.write(head, head.lastRevision + 1, event);
    return position;
  }

  private softDeletedStreamOf(head: StreamHead): StreamHead | undefined {
    if (!isMetadataStream(head.streamName)) return undefined;
    const stream = this.heads.get(streamOfMetadata(head.streamName));
    return isSoftDeleted(stream.metadata) ? stream : undefined;
  }

  private softDelete(head: StreamHead): AppendOutcome {
    const metadataHead = this.heads.get(metadataStreamOf(head.streamName));
    if (head.lastRevision < 0 && metadataHead.lastRevision < 0) return this.wrongExpected(head);
    const position = this.writeMetadata(metadataHead, SOFT_DELETED_METADATA);
    return { kind: 'appended', at: { revision: head.lastRevision, position } };
  }

  private tombstone(head: StreamHead): AppendOutcome {
    const event = { id: randomUUID(), type: TOMBSTONE_TYPE, isJson: false, data: NO_BYTES, customMetadata: NO_BYTES };
    const position = this.write(head, TOMBSTONE_REVISION, event);
    return { kind: 'appended', at: { revision: TOMBSTONE_REVISION, position } };
  }

  private restore(head: StreamHead, metadataText: string, truncateBefore: number): void {
    const restored = restoredMetadata(metadataText, truncateBefore);
    if (restored !== undefined) this.writeMetadata(this.heads.get(metadataStreamOf(head.streamName)), restored);
  }

  private writeMetadata(metadataHead: StreamHead, text: string): number {
    return this.write(metadataHead, metadataHead.lastRevision + 1, {
      id: randomUUID(),
      type: METADATA_EVENT_TYPE,
      isJson: true,
      data: Buffer.from(text),
      customMetadata: NO_BYTES,
    });
  }

  /** @returns the event's position. */
  private write(head: StreamHead, revision: number, event: EventContent): number {
    if (head.id === 0) {
      head.id = ++this.lastStreamId;
      this.writes.newStreams.push({ streamId: head.id, streamName: head.streamName });
    }
    const position = this.nextPosition;
    const frame = encodeEventFrame(event, head.nameBytes, revision, position, this.createdTicks);
    this.nextPosition += frame.length;
    this.writes.events.push({ streamId: head.id, revision, position, frame });
    this.committed.push({ streamName: head.streamName, revision, position, frame });
    this.accept(head, revision, event, position);
    return position;
  }

  private accept(head: StreamHead, revision: number, event: EventContent, position: number): void {
    this.touched.add(head);
    if (revision === TOMBSTONE_REVISION) {
      head.tombstoned = true;
      return;
    }
    if (head.pending.length === 0) head.pendingFrom = revision;
    head.pending.push({ id: event.id, position });
    head.lastRevision = revision;
    this.knownIds.add(event.id, { streamId: head.id, revision });
    if (!isMetadataStream(head.streamName)) return;
    const stream = this.heads.get(streamOfMetadata(head.streamName));
    if (isMetadataStream(stream.streamName)) return;
    Object.assign(stream, metadataFrom(event.isJson, event.data));
    this.touched.add(stream);
  }

  private repeated(head: StreamHead, revision: number): AppendOutcome {
    return { kind: 'appended', at: { revision, position: this.readablePosition(head, revision) } };
  }

  private readablePosition(head: StreamHead, revision: number): number | undefined {
    const pending = head.pending[revision - head.pendingFrom];
    const position = pending?.position ?? this.storage.positionOf(head.id, revision);
    if (position === undefined || pending !== undefined) return position;
    return isVisibleRevision(head, revision, () => this.storage.frameAt(position), this.nowMs) ? position : undefined;
  }

  private wrongExpected(head: StreamHead): AppendOutcome {
    return { kind: 'wrong-expected-revision', current: head.lastRevision };
  }

  private emptyPosition(): number {
    const position = this.nextPosition;
    this.nextPosition += EMPTY_APPEND_BYTES;
    return position;
  }

  private isOfTombstoned(head: StreamHead): boolean {
    return isMetadataStream(head.streamName) && this.heads.get(streamOfMetadata(head.streamName)).tombstoned;
  }

  private writtenEvents(head: StreamHead): WrittenEvents {
    return {
      knownRevision: (id) => {
        const known = this.knownIds.get(id);
        return known !== undefined && known.streamId === head.id ? known.revision : undefined;
      },
      idAt: (revision) => {
        const pending = head.pending[revision - head.pendingFrom];
        if (pending !== undefined) return pending.id;
        const position = this.storage.positionOf(head.id, revision);
        const frame = position === undefined ? undefined : this.storage.frameAt(position);
        return frame === undefined ? undefined : eventIdOf(frame);
      },
      hasMetadata: () => this.heads.get(metadataStreamOf(head.streamName)).lastRevision >= 0,
    };
  }
}
