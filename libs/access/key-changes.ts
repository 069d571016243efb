import type { Instant } from '#kernel/instant.js';
import { hashOfKey, makeKey } from './api-key.js';
import type { KeyRecord, Role } from './key-record.js';

/** What was asked of the keys can't be done; the message says why. */
export class KeyChangeError extends Error {}

/** The keys after a change, and the new key in the clear: it is in no file, and shown once. */
export interface KeyMade {
  readonly records: readonly KeyRecord[];
  readonly made: KeyRecord;
  readonly key: string;
}

export interface KeyWanted {
  readonly client: string;
  readonly role: Role;
  readonly resellers: readonly string[] | null;
}

const ID = /^[A-Za-z0-9._-]{1,64}$/;

/** @throws KeyChangeError */
export function createKey(
  records: readonly KeyRecord[],
  { client, role, resellers }: KeyWanted,
  now: Instant,
): KeyMade {
  if (!ID.test(client)) throw new KeyChangeError('a client has 1 to 64 letters, digits, dots, underscores or hyphens');
  if (resellers !== null && role !== 'intake') throw new KeyChangeError('only intake keys are bound to resellers');
  const wrong = resellers?.find((id) => !ID.test(id));
  if (wrong !== undefined) throw new KeyChangeError(`"${wrong}" is no id of a reseller`);
  const key = makeKey(role);
  const made: KeyRecord = {
    id: freeId(records, client),
    client,
    role,
    resellers,
    sha256: hashOfKey(key),
    createdAt: now,
    revokedAt: null,
  };
  return { records: [...records, made], made, key };
}

/**
 * Another key for the same client: repeats of what the old one did still find it.
 * @param keepOld leaves the old key valid until it is revoked, so that nothing has to change at one instant.
 * @throws KeyChangeError
 */
export function rotateKey(records: readonly KeyRecord[], id: string, keepOld: boolean, now: Instant): KeyMade {
  const { client, role, resellers } = validKey(records, id);
  const left = keepOld ? records : revokeKey(records, id, now);
  return createKey(left, { client, role, resellers }, now);
}

/** @throws KeyChangeError */
export function revokeKey(records: readonly KeyRecord[], id: string, now: Instant): readonly KeyRecord[] {
  const revoked = validKey(records, id);
  return records.map((record) => (record === revoked ? { ...record, revokedAt: now } : record));
}

function validKey(records: readonly KeyRecord[], id: string): KeyRecord {
  const record = records.find((one) => one.id === id);
  if (record === undefined) throw new KeyChangeError(`there is no key "${id}"`);
  if (record.revokedAt !== null) throw new KeyChangeError(`key "${id}" was revoked at ${record.revokedAt}`);
  return record;
}

/** Ids are never used again: they stand in the history. */
function freeId(records: readonly KeyRecord[], client: string): string {
  const taken = new Set(records.map(({ id }) => id));
  for (let number = 1; ; number += 1) if (!taken.has(`${client}-${number}`)) return `${client}-${number}`;
}
