import { closeSync, openSync, write } from 'node:fs';
import { promisify } from 'node:util';
import type { StorageWrites } from './event-storage.js';
import { readMeta } from './lmdb-meta.js';

const writeAt = promisify(write);

/** The file grows by a part of what is in it, so that growing gets rarer with its size. */
const GROWTH_PART = 1 / 16;
const GROWTH_BYTES_MIN = 256 * 1024;
const GROWTH_BYTES_MAX = 16 * 2 ** 20;
/** Written at once: a write of more could come back short on a disk with room. */
const ZEROS = Buffer.alloc(256 * 1024);
/** Whole pages where lmdb puts a frame, and its neighbours once more where a page is split. */
const COPIES_MAX = 2;
/** Pages above an event's three entries that one commit may have to copy or split. */
const EVENT_BYTES = 6 * 4_096;
/** The list of free pages, and the upper pages of all tables, for the whole of a commit. */
const COMMIT_BYTES = 64 * 1024;

/**
 * Room that the file of events already has on disk behind lmdb's last page. lmdb never comes to write where there is no
 * room: told so by the system, its binding (3.5.6) writes its error message past the end of the memory that it took for it,
 * and whatever lies behind is overwritten. It also makes syncs cheaper: the file's length seldom changes.
 */
export class ReservedSpace {
  private readonly fd: number;
  /** Bytes that commits may still take, at the least. */
  private left = 0;
  /** Up to where this process knows the file to have room: what stands there from earlier may be a hole. */
  private knownEnd = 0;

  constructor(file: string) {
    this.fd = openSync(file, 'r+');
  }

  close(): void {
    closeSync(this.fd);
  }

  /** Takes what a commit needs at most. False: `grow` first. */
  take(writes: StorageWrites): boolean {
    const needed = neededFor(writes);
    if (needed > this.left) return false;
    this.left -= needed;
    return true;
  }

  /**
   * Makes room for a commit and some more. Only between commits: what lmdb's last page is must not change meanwhile.
   * @throws the system's own error, ENOSPC, EFBIG or EDQUOT where there is no room; what was there is unharmed.
   */
  async grow(writes: StorageWrites): Promise<void> {
    const { lastPage, pageBytes } = readMeta(this.fd);
    const end = (lastPage + 1) * pageBytes;
    const step = Math.min(GROWTH_BYTES_MAX, Math.max(GROWTH_BYTES_MIN, end * GROWTH_PART));
    const needed = neededFor(writes);
    // What was estimated was mostly not used: often there is room enough still.
    if (this.knownEnd - end < needed) {
      try {
        await this.fill(Math.max(this.knownEnd, end), end + needed + step);
      } catch (error) {
        // On a disk that is nearly full, room for this commit alone may be found.
        if (this.knownEnd - end < needed) throw error;
      }
    }
    this.left = this.knownEnd - end;
  }

  private async fill(from: number, to: number): Promise<void> {
    let at = from;
    while (at < to) {
      const length = Math.min(ZEROS.length, Math.ceil(to - at));
      at += (await writeAt(this.fd, ZEROS, 0, length, at)).bytesWritten;
      this.knownEnd = at;
    }
  }
}

function neededFor({ newStreams, events }: StorageWrites): number {
  let bytes = COMMIT_BYTES + (newStreams.length + events.length) * EVENT_BYTES;
  for (const { frame } of events) bytes += COPIES_MAX * frame.length;
  return bytes;
}
