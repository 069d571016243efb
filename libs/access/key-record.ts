export const ROLES = ['admin', 'intake', 'operations'] as const;
export type Role = (typeof ROLES)[number];

/** One line of the keys file. It holds no key, only its hash. */
export interface KeyRecord {
  readonly id: string;
  /** The intake client that the key belongs to; survives key rotation, and scopes idempotency keys. */
  readonly client: string;
  readonly role: Role;
  /** Which resellers it may act for, null for all; the other roles are never bound. */
  readonly resellers: readonly string[] | null;
  /** SHA-256 of the key's UTF-8 text, 64 hex digits. */
  readonly sha256: string;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0;
const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);
const isResellers = (value: unknown): value is readonly string[] | null =>
  value === null || (Array.isArray(value) && value.every(isText));

/** @throws Error that names the file's first fault. */
export function parseKeyRecords(text: string): readonly KeyRecord[] {
  const records: unknown = JSON.parse(text);
  if (!Array.isArray(records)) throw new Error('it is not a list of keys');
  return records.map(parseKeyRecord);
}

function parseKeyRecord(value: unknown, index: number): KeyRecord {
  if (typeof value !== 'object' || value === null) throw new Error(`key ${index + 1} is not an object`);
  const { id, client, role, resellers = null, sha256, createdAt, revokedAt = null } = value as Record<string, unknown>;
  const wrong = (field: string) => new Error(`key ${index + 1}: ${field} is not usable`);
  if (!isText(id)) throw wrong('id');
  if (!isText(client)) throw wrong('client');
  if (!isRole(role)) throw wrong('role');
  if (!isResellers(resellers) || (resellers !== null && role !== 'intake')) throw wrong('resellers');
  if (!isText(sha256) || !/^[0-9a-f]{64}$/i.test(sha256)) throw wrong('sha256');
  if (!isText(createdAt)) throw wrong('createdAt');
  if (revokedAt !== null && !isText(revokedAt)) throw wrong('revokedAt');
  return { id, client, role, resellers, sha256, createdAt, revokedAt };
}
