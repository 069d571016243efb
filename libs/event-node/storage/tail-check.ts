import { DataDirectoryError } from './data-directory.js';
import { EVENTS_FILE } from './lmdb-layout.js';
import { DamagedPageError } from './lmdb-meta.js';
import { DamagedEventError, StoredTables } from './stored-tables.js';

/** Events looked at when a node starts: more than a write that was cut off by a crash can have touched. */
const TAIL_EVENTS_MAX = 1_000;
const WHAT_TO_DO = 'Nothing was changed: restore the data directory from a backup.';

/**
 * Reads the last events and holds them against their index entries and checksums, before lmdb maps the file: of a file that
 * is cut off or damaged, lmdb would die.
 * @throws DataDirectoryError that says where the damage is.
 */
export function checkTail(dataDirectory: string): void {
  let tables: StoredTables | undefined;
  try {
    tables = StoredTables.open(dataDirectory);
    if (tables?.file.endsEarly === true) tables.readAll();
    if (tables !== undefined) checkLastEvents(tables);
    tables?.readFreePages();
  } catch (error) {
    throw damageOf(error);
  } finally {
    tables?.close();
  }
}

function checkLastEvents(tables: StoredTables): void {
  let left = TAIL_EVENTS_MAX;
  let end = Number.POSITIVE_INFINITY;
  for (const event of tables.log('backwards')) {
    tables.check(event);
    if (event.position + event.frame.length > end)
      throw new DamagedEventError(`the stored event at position ${event.position} reaches into the next one`);
    end = event.position;
    if (--left === 0) return;
  }
}

/** Damage as an operator is told of it; anything else as it is. */
export function damageOf(error: unknown): unknown {
  if (error instanceof DamagedEventError) return new DataDirectoryError(`${error.message}. ${WHAT_TO_DO}`);
  if (error instanceof DamagedPageError)
    return new DataDirectoryError(`${EVENTS_FILE} is damaged at ${error.message}. ${WHAT_TO_DO}`);
  return error;
}
