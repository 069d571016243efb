import type { EventFrame } from '../protocol/event-frame.js';

/** One event on its way to disk. */
export interface StoredEvent {
  readonly streamId: number;
  readonly revision: number;
  readonly position: number;
  readonly frame: EventFrame;
}

/** What becomes durable together, or not at all. */
export interface StorageWrites {
  readonly newStreams: readonly { readonly streamId: number; readonly streamName: string }[];
  readonly events: readonly StoredEvent[];
}

/** Called for each event in turn, without its frame where that was not wanted; false ends the scan. */
export type EventVisitor = (position: number, frame: EventFrame | undefined) => boolean;

/** Looks at an event before it is copied. The bytes are lent for the call: what `length` says of them counts. */
export type EventSelection = (bytes: Buffer) => boolean;

/**
 * Events by position and by stream. Reads are synchronous and see whole commits only; one commit runs at a time.
 * Knows nothing of metadata, deletes or what a reader may see.
 */
export interface EventStorage {
  /** 0 when nothing is stored. */
  readonly lastStreamId: number;
  /** Where the next event goes: behind the last one's frame. */
  readonly nextPosition: number;

  /** @returns undefined when no event was ever written to the stream. */
  streamIdOf(streamName: string): number | undefined;
  /** The greatest revision, a tombstone's included; -1 when there is none. */
  lastRevisionOf(streamId: number): number;
  positionOf(streamId: number, revision: number): number | undefined;
  /** Positions of revisions `from` to `to`, both included, ascending; revisions that are not there are left out. */
  positionsOf(streamId: number, from: number, to: number): number[];
  frameAt(position: number): EventFrame | undefined;
  /** Ascending, from `from` on, that one included. */
  scanForwards(from: number, visit: EventVisitor, selects?: EventSelection): void;
  /** Descending, from the one before `before` on. */
  scanBackwards(before: number, visit: EventVisitor, selects?: EventSelection): void;

  /** Resolves when the writes are on disk. @throws StorageFullError with nothing written; any other error is fatal. */
  commit(writes: StorageWrites): Promise<void>;
  close(): Promise<void>;
}

/** Where the log begins: no event is at 0, so that 0 can mean the start. */
export const FIRST_POSITION = 64;

/** The disk, or what may be used of it, is full. Nothing of the commit was written; later ones may succeed. */
export class StorageFullError extends Error {
  constructor(cause: unknown) {
    super('the event node could not write: no space left', { cause });
  }
}
