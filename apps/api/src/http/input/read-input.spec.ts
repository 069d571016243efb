import { ProblemError } from '../problem.js';
import { Field } from './field.js';
import { Nested, ProductIdField, WholeNumber } from './other-fields.js';
import { readInput } from './read-input.js';
import { Country, CsnField, DateField, Email, Id, OneOf, Text } from './text-fields.js';

class Price {
  @WholeNumber({ min: 1, max: 100 })
  readonly amountMinor: number;
}

class Sample {
  @Id()
  readonly id: string;

  @WholeNumber({ min: 1 })
  readonly quantity: number;

  @Text({ min: 1, max: 5, optional: true })
  readonly note?: string;

  @Nested(Price)
  readonly price: Price;
}

class Either {
  @CsnField({ optional: true })
  readonly csn?: string;

  @Text({ min: 1, max: 50, lines: true, unless: 'csn' })
  readonly address?: string;
}

const good = { id: 'r-1', quantity: 2, price: { amountMinor: 1 } };

/** One field on its own. */
function read(field: PropertyDecorator, value: unknown): unknown {
  class One {
    readonly it: unknown;
  }
  field(One.prototype, 'it');
  return readInput(One, { it: value }).it;
}

function faults(ask: () => unknown): unknown {
  try {
    ask();
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.errors;
    throw error;
  }
  return [];
}

describe('reading a request', () => {
  it('gives what was given, blanks cut off, and leaves absent what was not given', () => {
    const read = readInput(Sample, { ...good, id: ' r-1 ' });
    expect(read).toEqual(good);
    expect(Object.keys(read)).toEqual(['id', 'quantity', 'price']);
  });

  it('names every fault and where it is', () => {
    const asked = () => readInput(Sample, { quantity: 0, note: '', price: { amountMinor: 101, tax: 1 }, 'a/b~c': 1 });
    expect(faults(asked)).toEqual([
      { pointer: '/price/tax', detail: 'is not a known field' },
      { pointer: '/price/amountMinor', detail: 'must be at most 100' },
      { pointer: '/a~1b~0c', detail: 'is not a known field' },
      { pointer: '/id', detail: 'is required' },
      { pointer: '/quantity', detail: 'must be at least 1' },
      { pointer: '/note', detail: 'must have 1 to 5 characters' },
    ]);
  });

  it('begins its pointers where the object is', () => {
    expect(faults(() => readInput(Sample, { ...good, quantity: 0 }, '/payload'))).toEqual([
      { pointer: '/payload/quantity', detail: 'must be at least 1' },
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('takes an own %s for the unknown field that it is', (name) => {
    const raw: unknown = JSON.parse(`{"id":"r-1","quantity":2,"price":{"amountMinor":1},"${name}":{"admin":true}}`);
    expect(faults(() => readInput(Sample, raw))).toEqual([{ pointer: `/${name}`, detail: 'is not a known field' }]);
  });

  it.each([[undefined], [null], ['text'], [5], [[]]])('takes %p for no object', (raw) => {
    expect(faults(() => readInput(Sample, raw))).toEqual([{ pointer: '', detail: 'must be an object' }]);
  });

  it.each([[[]], ['1'], [null]])('takes %p for no price', (price) => {
    expect(faults(() => readInput(Sample, { ...good, price }))).toEqual([
      { pointer: '/price', detail: 'must be an object' },
    ]);
  });

  it('says no more than twenty faults', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`x${index}`, 1]));
    expect(faults(() => readInput(Sample, { ...good, ...many }))).toHaveLength(20);
  });

  it('wants one of two fields', () => {
    expect(faults(() => readInput(Either, {}))).toEqual([
      { pointer: '/address', detail: 'is required unless csn is given' },
    ]);
    expect(readInput(Either, { csn: '0070012345' })).toEqual({ csn: '0070012345' });
    expect(readInput(Either, { address: 'Weg 1\n80331 Ort' })).toEqual({ address: 'Weg 1\n80331 Ort' });
  });
});

describe('a field', () => {
  it.each([
    ['a whole number', WholeNumber({ min: 1 }), ['2', 1.5, 0, -1, null, true, Number.POSITIVE_INFINITY, [2]]],
    ['text', Text({ min: 1, max: 5 }), [5, null, ' ', 'sixsix', 'a\u0000b', 'a\nb', '\ud800', {}]],
    ['an id', Id(), ['', 'a b', 'ä', 'x'.repeat(65), 5, 'a/b']],
    ['a country', Country(), ['USA', 'XX', '', 5]],
    ['an e-mail address', Email(), ['nobody', '@', 'a@b', `${'x'.repeat(250)}@example.org`]],
    ['a CSN', CsnField(), ['123456789', '12345678901', 1234567890, '12345abcde']],
    ['a date', DateField(), ['2026-02-30', '2026-2-3', '2026-01-01T00:00:00Z', 20260101]],
    ['one of a few', OneOf(['annual', 'monthly']), ['yearly', 'Annual', 1, '']],
    ['a product ID', ProductIdField(), ['057O1-WW6525-L34', '057O1WW65-25L347', '', 5, '057O1_WW6525_L347']],
  ])('for %s takes nothing else', (_what, field, values) => {
    for (const value of values) expect([value, faults(() => read(field, value))]).not.toEqual([value, []]);
  });

  it.each(['057O1-WW6525-L347', '057O1WW6525L347', '057o1ww6525l347', '  057o1-ww6525-l347 '])(
    'for a product ID reads %p as its 15 characters',
    (text) => expect(read(ProductIdField(), text)).toBe('057O1WW6525L347'),
  );

  it('for a country is upper case', () => expect(read(Country(), ' de ')).toBe('DE'));

  it('for text counts characters, not their halves', () =>
    expect(read(Text({ min: 1, max: 5 }), '🎈🎈🎈🎈🎈')).toBe('🎈🎈🎈🎈🎈'));

  it('says which way a product ID is wrong', () => {
    expect(faults(() => read(ProductIdField(), '057O1-WW6525-L34'))).toEqual([
      { pointer: '/it', detail: 'A product ID has 15 letters and digits; this has 14' },
    ]);
  });

  it('that may be left out may not be null', () => {
    expect(faults(() => read(Text({ min: 1, max: 5, optional: true }), null))).toEqual([
      { pointer: '/it', detail: 'must be text' },
    ]);
  });

  it('has a rule of its own', () => {
    const even = Field({ fault: (value) => (value === 2 ? undefined : 'must be two'), schema: { type: Number } });
    expect(read(even, 2)).toBe(2);
    expect(faults(() => read(even, 3))).toEqual([{ pointer: '/it', detail: 'must be two' }]);
  });
});
