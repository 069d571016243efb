import { existsSync, readFileSync } from 'node:fs';
import { hashOfKey, makeKey } from '#access/api-key.js';
import { type KeyRecord, parseKeyRecords, ROLES, type Role } from '#access/key-record.js';
import type { Instant } from '#kernel/instant.js';
import { writeWhole } from './file.js';

const OWNER_ONLY = 0o600;

export type Keys = Readonly<Record<Role, string>>;

/** Makes the keys at the first start; later starts find and keep them, and a hashed file that was edited stays as it is. */
export function keysOf(keysFile: string, hashedFile: string, now: Instant): Keys {
  if (!existsSync(keysFile)) {
    const made = Object.fromEntries(ROLES.map((role) => [role, makeKey(role)]));
    writeWhole(keysFile, `${JSON.stringify(made, null, 2)}\n`, OWNER_ONLY);
  }
  const keys = JSON.parse(readFileSync(keysFile, 'utf8')) as Keys;
  if (!existsSync(hashedFile)) {
    writeKeyRecords(
      hashedFile,
      ROLES.map((role) => firstKey(role, keys[role], now)),
    );
  }
  return keys;
}

const firstKey = (role: Role, key: string, now: Instant): KeyRecord => ({
  id: `${role}-1`,
  client: role,
  role,
  resellers: null,
  sha256: hashOfKey(key),
  createdAt: now,
  revokedAt: null,
});

/** False once it was revoked, or rotated: the file for people is made once and never changed. */
export function isValidKey(hashedFile: string, key: string): boolean {
  const hash = hashOfKey(key);
  return readKeyRecords(hashedFile).some(({ sha256, revokedAt }) => sha256 === hash && revokedAt === null);
}

/** @throws Error that names the file's first fault. */
export const readKeyRecords = (hashedFile: string): readonly KeyRecord[] =>
  parseKeyRecords(readFileSync(hashedFile, 'utf8'));

export function writeKeyRecords(hashedFile: string, records: readonly KeyRecord[]): void {
  writeWhole(hashedFile, `${JSON.stringify(records, null, 2)}\n`, OWNER_ONLY);
}
