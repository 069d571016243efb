/** Where a value differs from its shape, and how. */
export interface Fault {
  /** JSON pointer segments from the outside in. */
  readonly path: readonly string[];
  readonly problem: string;
}

/** What a stored value must look like. The type parameter ties it to the TypeScript type it stands for. */
export interface Schema<T> {
  readonly check: (value: unknown) => Fault | undefined;
  /** Never set: it only carries the type. */
  readonly of?: T;
}

/** A field that may be absent, never undefined or null. */
export interface Optional<T> {
  readonly optional: Schema<T>;
}

/** One schema for every field of T: a field added to an event does not compile until the codec answers for it. */
export type Fields<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K> ? Optional<Exclude<T[K], undefined>> : Schema<T[K]>;
};

const fault = (problem: string): Fault => ({ path: [], problem });
const inside = (segment: string, found: Fault): Fault => ({ ...found, path: [segment, ...found.path] });
const where = <T>(holds: (value: unknown) => boolean, expected: string): Schema<T> => ({
  check: (value) => (holds(value) ? undefined : fault(`is not ${expected}`)),
});

export const describeFault = (found: Fault): string =>
  found.path.length === 0 ? found.problem : `${found.path.join('.')} ${found.problem}`;

export const optional = <T>(schema: Schema<T>): Optional<T> => ({ optional: schema });

export const text = <T extends string = string>(): Schema<T> => where((value) => typeof value === 'string', 'a text');

export const nonEmptyText = <T extends string = string>(): Schema<T> =>
  where((value) => typeof value === 'string' && value.length > 0, 'a text of at least one character');

export const matching = <T extends string>(pattern: RegExp, expected: string): Schema<T> =>
  where((value) => typeof value === 'string' && pattern.test(value), expected);

export const integer: Schema<number> = where((value) => Number.isSafeInteger(value), 'an integer');
export const truth: Schema<boolean> = where((value) => typeof value === 'boolean', 'true or false');
export const anything: Schema<unknown> = where((value) => value !== undefined, 'present');

export const oneOf = <const T extends string | boolean>(...values: readonly T[]): Schema<T> =>
  where((value) => values.some((one) => one === value), `one of ${values.join(', ')}`);

export const nullable = <T>(schema: Schema<T>): Schema<T | null> => ({
  check: (value) => (value === null ? undefined : schema.check(value)),
});

export const either = <A, B>(one: Schema<A>, other: Schema<B>): Schema<A | B> => ({
  check: (value) => (one.check(value) === undefined ? undefined : other.check(value)),
});

export const listOf = <T>(schema: Schema<T>): Schema<readonly T[]> => ({
  check: (value) => {
    if (!Array.isArray(value)) return fault('is not a list');
    for (const [index, item] of value.entries()) {
      const found = schema.check(item);
      if (found !== undefined) return inside(String(index), found);
    }
    return undefined;
  },
});

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const mapOf = <T>(schema: Schema<T>): Schema<Readonly<Record<string, T>>> => ({
  check: (value) => {
    if (!isPlainObject(value)) return fault('is not an object');
    for (const [key, item] of Object.entries(value)) {
      const found = schema.check(item);
      if (found !== undefined) return inside(key, found);
    }
    return undefined;
  },
});

type Field = Schema<unknown> | Optional<unknown>;

function checkField(field: Field, value: unknown): Fault | undefined {
  if (!('optional' in field)) return value === undefined ? fault('is missing') : field.check(value);
  return value === undefined ? undefined : field.optional.check(value);
}

/** Exactly these fields: an unknown one is a fault too, for nobody would carry it over. */
export function shape<T>(fields: Fields<T>): Schema<T> {
  const known = Object.entries<Field>(fields).map(([key, field]) => ({ key, field }));
  const keys = new Set(Object.keys(fields));
  const checkFields = (value: Record<string, unknown>): Fault | undefined => {
    for (const { key, field } of known) {
      const found = checkField(field, value[key]);
      if (found !== undefined) return inside(key, found);
    }
    for (const key of Object.keys(value)) {
      if (!keys.has(key) && value[key] !== undefined) return inside(key, fault('is not a field of this version'));
    }
    return undefined;
  };
  return { check: (value) => (isPlainObject(value) ? checkFields(value) : fault('is not an object')) };
}
