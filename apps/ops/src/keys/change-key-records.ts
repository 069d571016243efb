import { closeSync, openSync, rmSync } from 'node:fs';
import { KeyChangeError } from '#access/key-changes.js';
import type { KeyRecord } from '#access/key-record.js';
import { readKeyRecords, writeKeyRecords } from '#apps/launcher/src/keys.js';

interface Change {
  readonly records: readonly KeyRecord[];
}

/**
 * Changes the keys file as a whole or not at all. Two who change it at once would lose one's change: the second is
 * refused, and nothing was changed then.
 * @throws KeyChangeError
 */
export function changeKeyRecords<Changed extends Change>(
  file: string,
  change: (records: readonly KeyRecord[]) => Changed,
): Changed {
  const lock = `${file}.lock`;
  try {
    closeSync(openSync(lock, 'wx'));
  } catch (error) {
    throw new KeyChangeError(
      `${lock} can not be made (${messageOf(error)}): if nobody else changes keys now, delete it`,
    );
  }
  try {
    const changed = change(readKeyRecords(file));
    writeKeyRecords(file, changed.records);
    return changed;
  } finally {
    rmSync(lock, { force: true });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
