import { openText, ownerOf, type SubjectKey, sealText } from './sealing.js';

const key: SubjectKey = { id: 'key-1', key: Buffer.alloc(32, 1) };
const other: SubjectKey = { id: 'key-2', key: Buffer.alloc(32, 2) };
const SUBJECT = 'customer:c1';
/** Its id may have dots. */
const OWNER = 'reseller:r.1';

/** One character of the sealed part changed, at the given place from its start. */
function alteredAt(sealed: string, index: number): string {
  const start = sealed.lastIndexOf('.') + 1 + index;
  return sealed.slice(0, start) + (sealed[start] === 'A' ? 'B' : 'A') + sealed.slice(start + 1);
}

describe('a sealed text', () => {
  it.each(['Ada', '', 'Łódź – 東京 – 🏢', 'x'.repeat(10_000)])('opens under its key, for its subject: %#', (text) => {
    expect(openText(SUBJECT, key, sealText(SUBJECT, key, text))).toBe(text);
  });

  it('says which version and key it is of, and nothing else', () => {
    expect(sealText(SUBJECT, key, 'Ada')).toMatch(/^v1\.key-1\.[A-Za-z0-9_-]{42}$/);
  });

  it('opens for no other subject and under no other key', () => {
    const sealed = sealText(SUBJECT, key, 'Ada');
    expect(openText('customer:c2', key, sealed)).toBeNull();
    expect(openText(SUBJECT, other, sealed)).toBeNull();
    expect(openText(SUBJECT, { ...other, id: key.id }, sealed)).toBeNull();
    expect(openText(SUBJECT, { ...key, id: other.id }, sealed.replace('key-1', 'key-2'))).toBeNull();
  });

  it('under an owner’s key says whose it is, and opens for its subject alone', () => {
    const sealed = sealText('subscription:s1', key, 'Ada', OWNER);
    expect(sealed).toMatch(/^v2\.[A-Za-z0-9_-]+\.key-1\.[A-Za-z0-9_-]{42}$/);
    expect(ownerOf(sealed)).toBe(OWNER);
    expect(openText('subscription:s1', key, sealed)).toBe('Ada');
    expect(openText('subscription:s2', key, sealed)).toBeNull();
    expect(openText('subscription:s1', other, sealed)).toBeNull();
    const another = Buffer.from('reseller:r.2').toString('base64url');
    expect(openText('subscription:s1', key, sealed.replace(/^v2\.[^.]+/, `v2.${another}`))).toBeNull();
    expect(openText('subscription:s1', key, sealed.replace(/^v2\.[^.]+/, 'v1'))).toBeNull();
  });

  it('under the subject’s own key has no owner, and neither has what is no sealed text', () => {
    const customer = Buffer.from('customer:c1').toString('base64url');
    const none = [
      sealText(SUBJECT, key, 'Ada'),
      '',
      'v2',
      'v2.',
      'v2..key-1.AAAA',
      `v2.${customer}.key-1.AAAA`,
      'v3.a.b.c',
    ];
    expect(none.map(ownerOf)).toEqual(none.map(() => undefined));
  });

  it('does not open once a character of nonce, text or tag was altered', () => {
    const sealed = sealText(SUBJECT, key, 'Ada');
    for (const index of [0, 15, 17, 25, 40]) expect(openText(SUBJECT, key, alteredAt(sealed, index))).toBeNull();
  });

  it.each(['', 'v1', 'v1.key-1', 'v1.key-1.', 'v1.key-1.AAAA', 'v2.key-1.AAAA', 'v1.key-1.AAAA.AAAA', '...'])(
    'is none: %p',
    (text) => {
      expect(openText(SUBJECT, key, text)).toBeNull();
    },
  );
});
