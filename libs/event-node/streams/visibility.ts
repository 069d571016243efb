import { decodeEventFrame, type EventFrame } from '../protocol/event-frame.js';
import type { StreamHead } from './stream-heads.js';
import { isSoftDeleted, type StreamMetadata } from './stream-metadata.js';

const TICKS_PER_MS = 10_000n;
const TICKS_PER_SECOND = 10_000_000n;

/** The first revision that `$tb` and `$maxCount` leave to be seen: the stricter counts. */
export function firstVisibleRevision(metadata: StreamMetadata, lastRevision: number): number {
  const byCount = metadata.maxCount === undefined ? 0 : lastRevision - metadata.maxCount + 1;
  return Math.max(0, byCount, metadata.truncateBefore ?? 0);
}

/** Is the event too old to be seen, by `$maxAge`? */
export function isExpired(metadata: StreamMetadata, frame: EventFrame, nowMs: number): boolean {
  if (metadata.maxAgeSeconds === undefined) return false;
  const oldest = BigInt(nowMs) * TICKS_PER_MS - BigInt(metadata.maxAgeSeconds) * TICKS_PER_SECOND;
  return decodeEventFrame(frame).createdTicks < oldest;
}

/** Can readers see the stream's event of this revision? */
export function isVisibleRevision(
  head: Pick<StreamHead, 'visible'>,
  revision: number,
  frame: () => EventFrame | undefined,
  nowMs: number,
): boolean {
  const { tombstoned, metadata, lastRevision } = head.visible;
  if (tombstoned || isSoftDeleted(metadata) || revision > lastRevision) return false;
  if (revision < firstVisibleRevision(metadata, lastRevision)) return false;
  if (metadata.maxAgeSeconds === undefined) return true;
  const stored = frame();
  return stored !== undefined && !isExpired(metadata, stored, nowMs);
}
