import { crc32 } from 'node:zlib';
import { decodeEventFrame, type EventFrame } from '../protocol/event-frame.js';
import { DataDirectoryError } from './data-directory.js';
import type { EventStorage } from './event-storage.js';

/** Events looked at when a node starts: more than a write that was cut off by a crash can have touched. */
const TAIL_EVENTS_MAX = 1_000;
const FRAME_HEADER_BYTES = 5;

/** How a stored event is found from its stream, with the checksum taken when it was written. */
export interface IndexEntry {
  readonly position: number;
  readonly checksum: number;
}

export type FindIndexEntry = (streamId: number, revision: number) => IndexEntry | undefined;

/**
 * Reads the last events and holds them against their index entries and checksums.
 * @throws DataDirectoryError that says where the damage is.
 */
export function checkTail(storage: EventStorage, findEntry: FindIndexEntry): void {
  let left = TAIL_EVENTS_MAX;
  let end = storage.nextPosition;
  storage.scanBackwards(end, (position, frame) => {
    const fault = faultOf(storage, findEntry, position, frame, end);
    if (fault !== undefined)
      throw new DataDirectoryError(
        `the stored event at position ${position} is damaged (${fault}). Nothing was changed: restore the data directory from a backup.`,
      );
    end = position;
    return --left > 0;
  });
}

function faultOf(
  storage: EventStorage,
  findEntry: FindIndexEntry,
  position: number,
  frame: EventFrame,
  end: number,
): string | undefined {
  if (frame.length < FRAME_HEADER_BYTES || frame.readUInt32BE(1) !== frame.length - FRAME_HEADER_BYTES)
    return 'its length is wrong';
  if (position + frame.length > end) return 'it reaches into the next one';
  try {
    const event = decodeEventFrame(frame);
    const streamId = storage.streamIdOf(event.streamName);
    const entry = streamId === undefined ? undefined : findEntry(streamId, event.revision);
    if (event.position !== position) return 'it says that it is somewhere else';
    if (entry?.position !== position) return 'its stream does not lead to it';
    return entry.checksum === crc32(frame) ? undefined : 'its checksum is wrong';
  } catch {
    return 'it cannot be read';
  }
}
