import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { eventIdOf, type Hashed, hashedBytesOf, hashOf } from './event-hash.js';

const hashed: Hashed = {
  stream: 'subscription-1',
  revision: 3,
  previousHash: 'ab'.repeat(32),
  type: 'LicenseAssigned.v1',
  data: { endUserId: 'u1' },
  metadata: { actor: 'a' },
};

describe('the hash of an event', () => {
  it('is the SHA-256 of the RFC 8785 JSON of the whole, keys in order', () => {
    const anything = fc.tuple(
      fc.string(),
      fc.nat(),
      fc.option(fc.string()),
      fc.string(),
      fc.jsonValue(),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(anything, ([stream, revision, previousHash, type, data, metadata]) => {
        const whole = canonicalize({ type, stream, revision, previousHash, metadata, data }) ?? '';
        return (
          hashOf({ stream, revision, previousHash, type, data, metadata }) ===
          createHash('sha256').update(whole).digest('hex')
        );
      }),
    );
  });

  it('comes with the bytes that it was made of, whatever is hashed next', () => {
    const bytes = hashedBytesOf({ ...hashed, data: { later: 'é', early: [1, undefined], gone: undefined } });
    hashedBytesOf(hashed);
    expect({ ...bytes, data: bytes.data.toString(), metadata: bytes.metadata.toString() }).toEqual({
      hash: hashOf({ ...hashed, data: { early: [1, null], later: 'é' } }),
      data: '{"early":[1,null],"later":"é"}',
      metadata: '{"actor":"a"}',
    });
  });

  it('stays what it was: a stored history is verified by it for ever', () => {
    expect(hashOf(hashed)).toBe('cb8a0e61dbb81285c802586148d47e106998ab18b2d6c1c9372b17a994dd5631');
    expect(eventIdOf(hashOf(hashed))).toBe('cb8a0e61-dbb8-8285-8802-586148d47e10');
  });

  it.each<Partial<Hashed>>([
    { stream: 'subscription-2' },
    { revision: 4 },
    { previousHash: null },
    { type: 'LicenseUnassigned.v1' },
    { data: { endUserId: 'u2' } },
    { metadata: { actor: 'b' } },
  ])('and the id change with %j', (change) => {
    expect(hashOf({ ...hashed, ...change })).not.toBe(hashOf(hashed));
    expect(eventIdOf(hashOf({ ...hashed, ...change }))).not.toBe(eventIdOf(hashOf(hashed)));
  });
});

describe('an event id', () => {
  it('is a UUID of version 8, cut from the hash', () => {
    expect(eventIdOf('0123456789ab0def0123456789abcdef'.repeat(2))).toBe('01234567-89ab-8def-8123-456789abcdef');
    expect(eventIdOf('f'.repeat(64))).toBe('ffffffff-ffff-8fff-bfff-ffffffffffff');
  });
});
