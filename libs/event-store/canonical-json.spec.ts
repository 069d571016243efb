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

  it("is RFC 8785's own example for its own value", () => {
    const numbers = [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001];
    const string = '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/';
    expect(canonicalJson({ numbers, string, literals: [null, true, false] })).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [undefined], ['\ud800'], [{ a: 'x\udc00' }], [{ '\ud800': 1 }]])(
    'refuses %p, which JSON cannot say',
    (unsayable) => expect(() => canonicalJson(unsayable)).toThrow(/has no JSON/),
  );
});
