import fc from 'fast-check';
import { claimText } from './claim-text.js';

describe('the text by which likely duplicates are found', () => {
  it.each([
    ['letter case', 'ACME Works', 'acme works'],
    ['blanks', '  Acme \t Works\u00a0', 'Acme Works'],
    ['punctuation', 'Acme-Works, Inc.', 'Acme Works Inc'],
    ['full-width letters (NFKC)', 'Ａｃｍｅ', 'Acme'],
    ['ligatures (NFKC)', 'ﬁne works', 'fine works'],
    ['composed accents (NFKC)', 'Cafe\u0301', 'Café'],
    ['ß and ss (case folding)', 'Straße', 'STRASSE'],
    ['ẞ and ss (case folding)', 'STRAẞE', 'strasse'],
    ['the final sigma (case folding)', 'ΟΔΟΣ', 'οδοσ'],
    ['blanks in postal codes', 'SW1A  1AA', 'sw1a 1aa'],
  ])('does not tell apart %s', (_what, one, other) => expect(claimText(one)).toBe(claimText(other)));

  it.each([
    ['words run together', 'AcmeWorks', 'Acme Works'],
    ['accents', 'Café', 'Cafe'],
    ['symbols', 'C++', 'C'],
  ])('tells apart %s', (_what, one, other) => expect(claimText(one)).not.toBe(claimText(other)));

  it('is what it is after a second time, for any text', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => expect(claimText(claimText(text))).toBe(claimText(text))),
    ));
});
