import { createCodec } from './codec.js';
import { integer, nonEmptyText, shape } from './schema.js';

/** Today a parcel has grams; once it had kilograms, and before that only a label. */
interface ParcelSent {
  readonly type: 'ParcelSent';
  readonly label: string;
  readonly grams: number;
}

const codec = createCodec<ParcelSent>({
  ParcelSent: {
    current: shape({ label: nonEmptyText(), grams: integer }),
    earlier: [
      {
        schema: shape<{ readonly label: string }>({ label: nonEmptyText() }),
        upcast: (body: { readonly label: string }) => ({ ...body, kilograms: 0 }),
      },
      {
        schema: shape<{ readonly label: string; readonly kilograms: number }>({
          label: nonEmptyText(),
          kilograms: integer,
        }),
        upcast: ({ label, kilograms }: { readonly label: string; readonly kilograms: number }) => ({
          label,
          grams: kilograms * 1_000,
        }),
      },
    ],
  },
});

describe('a stored type with earlier versions', () => {
  it('is written in the newest', () => {
    expect(codec.encode({ type: 'ParcelSent', label: 'a', grams: 1 })).toEqual({
      type: 'ParcelSent.v3',
      data: { label: 'a', grams: 1 },
    });
  });

  it('is read in any, step by step up to the newest', () => {
    const event = { type: 'ParcelSent', label: 'a' };
    expect(codec.decode('ParcelSent.v3', { label: 'a', grams: 1 })).toEqual({ ...event, grams: 1 });
    expect(codec.decode('ParcelSent.v2', { label: 'a', kilograms: 2 })).toEqual({ ...event, grams: 2_000 });
    expect(codec.decode('ParcelSent.v1', { label: 'a' })).toEqual({ ...event, grams: 0 });
  });

  it('is checked by the shape of its own version', () => {
    expect(() => codec.decode('ParcelSent.v2', { label: 'a', grams: 1 })).toThrow(
      'ParcelSent.v2: kilograms is missing',
    );
  });

  it('names all its versions', () => {
    expect(codec.storedTypes).toEqual(['ParcelSent.v1', 'ParcelSent.v2', 'ParcelSent.v3']);
  });
});

describe('a start-up check', () => {
  it('finds a stored type without a decoder', () => {
    const table = { ParcelSent: { current: undefined } } as unknown as Parameters<typeof createCodec<ParcelSent>>[0];
    expect(createCodec<ParcelSent>(table).gaps).toEqual(['ParcelSent.v1']);
    expect(codec.gaps).toEqual([]);
  });
});
