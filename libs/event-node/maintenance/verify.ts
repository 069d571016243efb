import { TOMBSTONE_REVISION } from '../protocol/event-frame.js';
import {
  DataDirectoryError,
  isDataDirectory,
  lockDataDirectory,
  prepareDataDirectory,
} from '../storage/data-directory.js';
import { FIRST_POSITION } from '../storage/event-storage.js';
import { EVENTS_FILE } from '../storage/lmdb-layout.js';
import { DamagedPageError } from '../storage/lmdb-meta.js';
import { DamagedEventError, type LoggedEvent, StoredTables } from '../storage/stored-tables.js';
import { EMPTY_APPEND_BYTES } from '../streams/append-group.js';
import { PageLedger } from './page-ledger.js';

/** Beyond so many, one more says nothing new. */
const FINDINGS_MAX = 100;

export interface Verification {
  readonly events: number;
  readonly streams: number;
  /** What is wrong and where; empty when all is well. At most `FINDINGS_MAX`. */
  readonly findings: readonly string[];
}

export interface VerifyOptions {
  readonly dataDir: string;
  readonly onProgress?: (eventsDone: number, eventsInAll: number) => void;
}

/**
 * Reads all of a data directory that no node has open, and changes nothing in it: every page, every checksum, revisions and
 * positions without gap, every event found from its stream.
 * @throws DataDirectoryError when the directory is in use or no event node's.
 */
export async function verifyDataDirectory({ dataDir, onProgress }: VerifyOptions): Promise<Verification> {
  if (!isDataDirectory(dataDir)) throw new DataDirectoryError(`${dataDir} is no event node's data directory.`);
  prepareDataDirectory(dataDir);
  const lock = await lockDataDirectory(dataDir);
  try {
    return new Verifier(onProgress ?? (() => {})).verify(dataDir);
  } finally {
    await lock.release();
  }
}

class Verifier {
  private readonly findings: string[] = [];

  constructor(private readonly onProgress: (done: number, all: number) => void) {}

  verify(dataDir: string): Verification {
    let tables: StoredTables | undefined;
    this.finding(() => {
      tables = StoredTables.open(dataDir);
    });
    if (tables === undefined) return { events: 0, streams: 0, findings: this.findings };
    const opened = tables;
    const ledger = new PageLedger(opened.file);
    this.finding(() => opened.readAll());
    this.finding(() => ledger.checkFreePages());
    this.finding(() => this.checkLog(opened));
    this.finding(() => this.checkIndex(opened));
    opened.close();
    return { events: opened.eventCount, streams: opened.streamCount, findings: this.findings };
  }

  /** Every event by itself, and its place behind the one before. */
  private checkLog(tables: StoredTables): void {
    let end = FIRST_POSITION;
    let count = 0;
    for (const event of tables.log('forwards')) {
      this.finding(() => tables.check(event));
      this.finding(() => checkPlace(event, end));
      end = event.position + event.frame.length;
      this.onProgress(++count, tables.eventCount);
    }
    this.finding(() => expectCount('events in the log', count, tables.eventCount));
  }

  /** Each stream from revision 0 without a gap; together as many as the log has, so that none is there twice. */
  private checkIndex(tables: StoredTables): void {
    let last = { streamId: 0, revision: -1 };
    let count = 0;
    for (const entry of tables.index()) {
      this.finding(() => checkFollows(last, entry));
      last = entry;
      count++;
    }
    this.finding(() => expectCount('entries of the index', count, tables.eventCount));
    this.finding(() => expectCount('streams', last.streamId, tables.streamCount));
  }

  private finding(check: () => void): void {
    try {
      check();
    } catch (error) {
      const isDamage = error instanceof DamagedEventError || error instanceof DamagedPageError;
      if (!isDamage) throw error;
      const message = error instanceof DamagedPageError ? `${EVENTS_FILE}, ${error.message}` : error.message;
      if (this.findings.length < FINDINGS_MAX && !this.findings.includes(message)) this.findings.push(message);
    }
  }
}

/** An append without events takes a position too, and leaves its gap. */
function checkPlace({ position }: LoggedEvent, end: number): void {
  const gap = position - end;
  if (gap < 0) throw new DamagedEventError(`the stored event before position ${position} reaches into it`);
  if (gap % EMPTY_APPEND_BYTES !== 0)
    throw new DamagedEventError(`between position ${end} and the event at ${position} something is missing`);
}

type Place = { readonly streamId: number; readonly revision: number };

function checkFollows(last: Place, { streamId, revision }: Place): void {
  if (streamId !== last.streamId) {
    if (streamId !== last.streamId + 1)
      throw new DamagedEventError(`the streams from number ${last.streamId + 1} to ${streamId - 1} are missing`);
    if (revision !== 0 && revision !== TOMBSTONE_REVISION)
      throw new DamagedEventError(`stream number ${streamId} begins at revision ${revision}`);
  } else if (revision !== last.revision + 1 && revision !== TOMBSTONE_REVISION)
    throw new DamagedEventError(`stream number ${streamId} lacks revisions ${last.revision + 1} to ${revision - 1}`);
}

function expectCount(what: string, found: number, expected: number): void {
  if (found !== expected) throw new DamagedEventError(`there are ${found} ${what} where ${expected} should be`);
}
