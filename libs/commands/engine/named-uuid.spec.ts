import fc from 'fast-check';
import { v5 as uuidV5 } from 'uuid';
import { namedUuids } from './named-uuid.js';

describe('a UUID of a name', () => {
  it('is what the uuid package makes of the same name in the same namespace', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    const name = fc.string({ unit: 'binary', maxLength: 2_000 });
    fc.assert(
      fc.property(bytes, fc.array(name, { maxLength: 5 }), (namespace, names) => {
        const uuidOf = namedUuids(namespace);
        expect(names.map(uuidOf)).toEqual(names.map((one) => uuidV5(Buffer.from(one, 'utf8'), namespace)));
      }),
      { numRuns: 500 },
    );
  });
});
