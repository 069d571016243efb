import type { EventFrame } from '../protocol/event-frame.js';
import { TOMBSTONE_REVISION } from '../protocol/event-frame.js';
import {
  type EventSelection,
  type EventStorage,
  type EventVisitor,
  FIRST_POSITION,
  type StorageWrites,
} from './event-storage.js';

interface MemoryStream {
  /** By revision. */
  readonly positions: number[];
  tombstoneAt: number | undefined;
}

/** For tests: all in memory, gone with the process, otherwise the same. */
export class MemoryStorage implements EventStorage {
  private readonly ids = new Map<string, number>();
  private readonly streams: MemoryStream[] = [];
  private readonly positions: number[] = [];
  private readonly frames: EventFrame[] = [];

  get lastStreamId(): number {
    return this.streams.length;
  }

  get nextPosition(): number {
    const last = this.positions.length - 1;
    return last < 0 ? FIRST_POSITION : (this.positions[last] ?? 0) + (this.frames[last]?.length ?? 0);
  }

  streamIdOf(streamName: string): number | undefined {
    return this.ids.get(streamName);
  }

  lastRevisionOf(streamId: number): number {
    const stream = this.streams[streamId - 1];
    if (stream === undefined) return -1;
    return stream.tombstoneAt === undefined ? stream.positions.length - 1 : TOMBSTONE_REVISION;
  }

  positionOf(streamId: number, revision: number): number | undefined {
    const stream = this.streams[streamId - 1];
    return revision === TOMBSTONE_REVISION ? stream?.tombstoneAt : stream?.positions[revision];
  }

  positionsOf(streamId: number, from: number, to: number): number[] {
    return this.streams[streamId - 1]?.positions.slice(from, to + 1) ?? [];
  }

  frameAt(position: number): EventFrame | undefined {
    const index = this.firstFrom(position);
    return this.positions[index] === position ? this.frames[index] : undefined;
  }

  scanForwards(from: number, visit: EventVisitor, selects?: EventSelection): void {
    for (let index = this.firstFrom(from); index < this.positions.length; index++)
      if (!this.visitAt(index, visit, selects)) return;
  }

  scanBackwards(before: number, visit: EventVisitor, selects?: EventSelection): void {
    for (let index = this.firstFrom(before) - 1; index >= 0; index--) if (!this.visitAt(index, visit, selects)) return;
  }

  commit(writes: StorageWrites): Promise<void> {
    for (const { streamId, streamName } of writes.newStreams) {
      this.ids.set(streamName, streamId);
      this.streams[streamId - 1] = { positions: [], tombstoneAt: undefined };
    }
    for (const { streamId, revision, position, frame } of writes.events) {
      const stream = this.streams[streamId - 1];
      if (stream === undefined) throw new Error(`stream ${streamId} was never written`);
      if (revision === TOMBSTONE_REVISION) stream.tombstoneAt = position;
      else stream.positions[revision] = position;
      this.positions.push(position);
      this.frames.push(frame);
    }
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private visitAt(index: number, visit: EventVisitor, selects: EventSelection | undefined): boolean {
    const position = this.positions[index];
    const frame = this.frames[index];
    if (position === undefined || frame === undefined) return false;
    return visit(position, selects === undefined || selects(frame) ? frame : undefined);
  }

  /** Index of the first event at or behind the position, by bisection. */
  private firstFrom(position: number): number {
    let low = 0;
    let high = this.positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.positions[middle] ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
