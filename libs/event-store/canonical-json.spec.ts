import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

const wellFormed = fc.string({ unit: 'binary' });
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    wellFormed,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('any'), { maxLength: 5 }),
    fc.dictionary(wellFormed, tie('any'), { maxKeys: 6 }),
    // More names than are put in order one by one.
    fc.dictionary(wellFormed, tie('any'), { minKeys: 18, maxKeys: 24, depthIdentifier: 'wide' }),
  ),
}));

describe('canonical JSON', () => {
  it('is what the canonicalize package makes of the same value', () => {
    fc.assert(
      fc.property(value.any, (any) => {
        fc.pre(any !== undefined);
        expect(canonicalJson(any)).toBe(canonicalize(any));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same behind a value that took more room than there was, and one that could not be said', () => {
    const long = { text: 'ü'.repeat(70_000), list: Array.from({ length: 9_000 }, (_, index) => index) };
    expect(canonicalJson(long)).toBe(canonicalize(long));
    expect(() => canonicalJson({ a: 1, b: ['x', Number.NaN] })).toThrow(/has no JSON/);
    expect(canonicalJson({ b: '2', a: 1 })).toBe('{"a":1,"b":"2"}');
  });

  it.each([39, 40, 41])('says a text of %d characters as it is, or escaped', (length) => {
    for (const end of ['x', '"', '\\', '\n', 'é', '\u007f', '€', '😀']) {
      const text = 'x'.repeat(length - end.length) + end;
      expect(canonicalJson([text])).toBe(canonicalize([text]));
    }
  });

  it("is RFC 8785's own example for its own value", () => {
    const numbers = [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001];
    const string = '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/';
    expect(canonicalJson({ numbers, string, literals: [null, true, false] })).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('leaves out what is undefined', () => expect(canonicalJson({ b: 1, a: undefined })).toBe('{"b":1}'));

  it.each([
    [Number.NaN],
    [{ a: Number.NaN }],
    [Number.POSITIVE_INFINITY],
    [undefined],
    ['\ud800'],
    [{ a: 'x\udc00' }],
    [{ '\ud800': 1 }],
  ])('refuses %p, which JSON cannot say', (unsayable) => expect(() => canonicalJson(unsayable)).toThrow(/has no JSON/));
});
