import { instantOf } from '#kernel/instant.js';
import { hashOfKey } from './api-key.js';
import { createKey, KeyChangeError, type KeyWanted, revokeKey, rotateKey } from './key-changes.js';
import type { KeyRecord } from './key-record.js';

const NOW = instantOf(Date.UTC(2026, 0, 1));
const LATER = instantOf(Date.UTC(2026, 0, 2));
const portal: KeyWanted = { client: 'portal', role: 'intake', resellers: ['r-1'] };
const one = createKey([], portal, NOW);

describe('a new key', () => {
  it('is kept as its hash, and named after its client', () => {
    expect(one.made).toEqual({
      ...portal,
      id: 'portal-1',
      sha256: hashOfKey(one.key),
      createdAt: NOW,
      revokedAt: null,
    });
    expect(one.records).toEqual([one.made]);
    expect(JSON.stringify(one.records)).not.toContain(one.key);
    expect(one.key).toMatch(/^intake_[\w-]{43}$/);
  });

  it.each<[Partial<KeyWanted>, string]>([
    [{ client: 'a b' }, 'a client has'],
    [{ role: 'operations' }, 'only intake keys'],
    [{ role: 'admin' }, 'only intake keys'],
    [{ resellers: ['r 1'] }, '"r 1" is no id'],
  ])('with %p is refused', (wrong, message) => {
    expect(() => createKey([], { ...portal, ...wrong }, NOW)).toThrow(message);
  });
});

describe('rotating a key', () => {
  it('makes another of the same client, role and resellers, and revokes the old one', () => {
    const { records, made, key } = rotateKey(one.records, 'portal-1', false, LATER);
    const other: KeyRecord = { ...one.made, id: 'portal-2', sha256: hashOfKey(key), createdAt: LATER };
    expect([made, records]).toEqual([other, [{ ...one.made, revokedAt: LATER }, other]]);
  });

  it('may leave the old one valid for a while', () => {
    expect(rotateKey(one.records, 'portal-1', true, LATER).records[0]).toEqual(one.made);
  });
});

describe('revoking a key', () => {
  it('is for ever: neither its id nor itself comes back', () => {
    const revoked = revokeKey(one.records, 'portal-1', LATER);
    expect(revoked).toEqual([{ ...one.made, revokedAt: LATER }]);
    expect(() => revokeKey(revoked, 'portal-1', LATER)).toThrow(KeyChangeError);
    expect(() => rotateKey(revoked, 'portal-1', false, LATER)).toThrow('was revoked at');
    expect(createKey(revoked, portal, LATER).made.id).toBe('portal-2');
  });

  it('that is not there is refused', () => expect(() => revokeKey([], 'portal-1', NOW)).toThrow('there is no key'));
});
