import { jest } from '@jest/globals';
import { IsEmail, IsString, Length, ValidateBy, ValidateNested, validateSync } from 'class-validator';
import fc from 'fast-check';
import { compiledInput } from './compiled-input.js';
import { WholeNumber } from './other-fields.js';
import { CsnField, Id, Text } from './text-fields.js';

class Base {
  @Id()
  readonly id: unknown;
}

class Party extends Base {
  @CsnField({ optional: true })
  readonly csn: unknown;

  @Text({ min: 1, max: 5, unless: 'csn' })
  readonly address: unknown;

  @WholeNumber({ min: 1, max: 9 })
  readonly seats: unknown;

  @IsString()
  @Length(2, 4)
  readonly code: unknown;

  @IsEmail({}, { message: 'no address of mail' })
  readonly email: unknown;
}

const value = fc.oneof(
  fc.constantFrom(undefined, null, '', 'r-1', '0070012345', 'Weg 1', 5, 12, 'ab', 'a@example.org'),
  fc.anything(),
);
const party = fc.dictionary(fc.constantFrom('id', 'csn', 'address', 'seats', 'code', 'email'), value);

describe('a compiled input', () => {
  it('finds wrong what class-validator finds wrong, and says it as it does', () => {
    fc.assert(
      fc.property(party, (given) => {
        const errors = validateSync(Object.assign(new Party(), given), { stopAtFirstError: true });
        expect(compiledInput(Party).faults(given)).toEqual(
          errors.map(({ property, constraints = {} }) => ({
            name: property,
            detail: Object.values(constraints)[0],
          })),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('does not ask class-validator about what is good', () => {
    const good = { id: 'r-1', address: 'Weg 1', seats: 5, code: 'abc', email: 'a@example.org' };
    const asked = jest.fn();
    class Watched extends Party {
      constructor() {
        super();
        asked();
      }
    }
    expect(compiledInput(Watched).faults(good)).toEqual([]);
    expect(asked).not.toHaveBeenCalled();
    expect(compiledInput(Watched).faults({ ...good, seats: 10 })).toEqual([
      { name: 'seats', detail: 'must be at most 9' },
    ]);
    expect(asked).toHaveBeenCalled();
  });

  it('leaves to class-validator what it does not compile', () => {
    class Nested {
      @ValidateNested()
      @ValidateBy({ name: 'never', validator: { validate: () => false, defaultMessage: () => 'is never good' } })
      readonly inner: unknown;
    }
    expect(compiledInput(Nested).faults({ inner: {} })).toEqual([{ name: 'inner', detail: 'is never good' }]);
  });
});
