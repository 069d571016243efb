import { decodeEventFrame, TOMBSTONE_REVISION } from '../protocol/event-frame.js';
import type { EventStorage } from '../storage/event-storage.js';
import {
  isMetadataStream,
  metadataStreamOf,
  NO_METADATA,
  parseStreamMetadata,
  type StreamMetadata,
} from './stream-metadata.js';

/** Heads kept at hand: about 400 bytes each. Others are read from storage again. */
const HEADS_MAX = 20_000;

/** An event that was accepted and is not on disk yet. */
export interface PendingEvent {
  readonly id: string;
  readonly position: number;
}

/** What decides about a stream's next append, and what its readers see. */
export interface StreamHead {
  readonly streamName: string;
  readonly nameBytes: Buffer;
  /** 0 while nothing was written to the stream. */
  id: number;
  /** Of the last accepted event, the tombstone apart; -1 when there is none. */
  lastRevision: number;
  tombstoned: boolean;
  metadata: StreamMetadata;
  /** The metadata's own text, which a restore keeps. Only known while it matters: for soft-deleted streams. */
  metadataText: string;
  /** Accepted in the group that is being written: the first's revision, and all of them. */
  pendingFrom: number;
  pending: PendingEvent[];
  /** The same as seen by readers: what is on disk. */
  visible: { lastRevision: number; tombstoned: boolean; metadata: StreamMetadata };
}

/** The heads of the streams that were used last, over those in storage. */
export class StreamHeads {
  private readonly heads = new Map<string, StreamHead>();
  private evicting = true;

  constructor(private readonly storage: EventStorage) {}

  get(streamName: string): StreamHead {
    const known = this.heads.get(streamName);
    if (known !== undefined) {
      this.heads.delete(streamName);
      this.heads.set(streamName, known);
      return known;
    }
    const head = this.load(streamName);
    this.heads.set(streamName, head);
    if (this.evicting) this.evict();
    return head;
  }

  /** While a group is being written, heads that storage does not know yet must stay. */
  holdEvictions(): void {
    this.evicting = false;
  }

  resumeEvictions(): void {
    this.evicting = true;
    this.evict();
  }

  /** After a commit that failed: what was accepted is void. */
  forgetAll(): void {
    this.heads.clear();
  }

  private evict(): void {
    for (const streamName of this.heads.keys()) {
      if (this.heads.size <= HEADS_MAX) return;
      this.heads.delete(streamName);
    }
  }

  private load(streamName: string): StreamHead {
    const id = this.storage.streamIdOf(streamName) ?? 0;
    const { lastRevision, tombstoned } = this.loadLast(id);
    const { metadata, metadataText } = this.loadMetadata(streamName);
    return {
      streamName,
      nameBytes: Buffer.from(streamName, 'utf8'),
      id,
      lastRevision,
      tombstoned,
      metadata,
      metadataText,
      pendingFrom: 0,
      pending: [],
      visible: { lastRevision, tombstoned, metadata },
    };
  }

  private loadLast(id: number): { lastRevision: number; tombstoned: boolean } {
    if (id === 0) return { lastRevision: -1, tombstoned: false };
    const last = this.storage.lastRevisionOf(id);
    if (last !== TOMBSTONE_REVISION) return { lastRevision: last, tombstoned: false };
    return { lastRevision: this.lastBeforeTombstone(id), tombstoned: true };
  }

  /** Revisions have no gaps, so the last one can be found by bisection. Nobody reads it often. */
  private lastBeforeTombstone(id: number): number {
    if (this.storage.positionOf(id, 0) === undefined) return -1;
    let low = 0;
    let high = 1;
    while (this.storage.positionOf(id, high) !== undefined) high *= 2;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.storage.positionOf(id, middle) === undefined) high = middle;
      else low = middle;
    }
    return low;
  }

  private loadMetadata(streamName: string): { metadata: StreamMetadata; metadataText: string } {
    // Metadata streams have no metadata of their own but that only their last event is seen.
    if (isMetadataStream(streamName)) return METADATA_STREAM_METADATA;
    const id = this.storage.streamIdOf(metadataStreamOf(streamName));
    const last = id === undefined ? -1 : this.storage.lastRevisionOf(id);
    const position = id === undefined || last < 0 ? undefined : this.storage.positionOf(id, last);
    const frame = position === undefined ? undefined : this.storage.frameAt(position);
    if (frame === undefined) return { metadata: NO_METADATA, metadataText: '' };
    const { contentType, data } = decodeEventFrame(frame);
    return metadataFrom(contentType === 'application/json', Buffer.from(data));
  }
}

const METADATA_STREAM_METADATA = { metadata: { ...NO_METADATA, maxCount: 1 }, metadataText: '' };

/** Events of any type count in a metadata stream, but only JSON does. */
export function metadataFrom(isJson: boolean, data: Uint8Array): { metadata: StreamMetadata; metadataText: string } {
  if (!isJson) return { metadata: NO_METADATA, metadataText: '' };
  const metadataText = Buffer.from(data).toString('utf8');
  return { metadata: parseStreamMetadata(metadataText), metadataText };
}
