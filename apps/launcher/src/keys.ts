import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Instant } from '#kernel/instant.js';
import { writeWhole } from './file.js';

const ROLES = ['admin', 'intake', 'operations'] as const;
type Role = (typeof ROLES)[number];

/** 256 bits: nobody guesses it, so a plain hash of it is enough. */
const KEY_BYTES = 32;
const OWNER_ONLY = 0o600;

/** One line of the file that the api checks keys against. It holds no key in the clear. */
interface HashedKey {
  readonly id: string;
  readonly client: string;
  readonly role: Role;
  /** null: of all resellers. */
  readonly resellers: readonly string[] | null;
  /** Hex, of the key's text. */
  readonly sha256: string;
  readonly createdAt: Instant;
  readonly revokedAt: Instant | null;
}

export type Keys = Readonly<Record<Role, string>>;

/** Makes the keys at the first start; later starts find and keep them, and a hashed file that was edited stays as it is. */
export function keysOf(keysFile: string, hashedFile: string, now: Instant): Keys {
  if (!existsSync(keysFile)) {
    const made = Object.fromEntries(
      ROLES.map((role) => [role, `${role}_${randomBytes(KEY_BYTES).toString('base64url')}`]),
    );
    writeWhole(keysFile, `${JSON.stringify(made, null, 2)}\n`, OWNER_ONLY);
  }
  const keys = JSON.parse(readFileSync(keysFile, 'utf8')) as Keys;
  if (!existsSync(hashedFile)) {
    const hashed = ROLES.map((role) => hashedKey(role, keys[role], now));
    writeWhole(hashedFile, `${JSON.stringify(hashed, null, 2)}\n`, OWNER_ONLY);
  }
  return keys;
}

const hashedKey = (role: Role, key: string, now: Instant): HashedKey => ({
  id: `${role}-1`,
  client: role,
  role,
  resellers: null,
  sha256: createHash('sha256').update(key).digest('hex'),
  createdAt: now,
  revokedAt: null,
});
