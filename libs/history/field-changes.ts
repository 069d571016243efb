import { isDeepStrictEqual } from 'node:util';

/** One field that became another: a JSON pointer (RFC 6901), and both values. null where there was none. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const pointerTo = (parent: string, name: string): string =>
  `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** What differs, field by field; a list counts as one value, and what comes to be or goes as a whole is one change. */
export function fieldChanges(before: unknown, after: unknown, pointer = ''): readonly FieldChange[] {
  if (isFields(before) && isFields(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => fieldChanges(before[name], after[name], pointerTo(pointer, name)));
  }
  if (isDeepStrictEqual(before ?? null, after ?? null)) return [];
  return [{ field: pointer, before: before ?? null, after: after ?? null }];
}

/** @returns undefined where the pointer leads nowhere. */
export function valueAt(document: unknown, pointer: string): unknown {
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce<unknown>((value, name) => {
    if (Array.isArray(value)) return value[Number(name)];
    return isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }, document);
}

const isWithin = (pointer: string, parent: string): boolean => pointer === parent || pointer.startsWith(`${parent}/`);

/** A change as whoever asks for one field sees it; undefined: it left that field alone. */
export function changeWithin(change: FieldChange, pointer: string): FieldChange | undefined {
  if (isWithin(change.field, pointer)) return change;
  if (!isWithin(pointer, change.field)) return undefined;
  const rest = pointer.slice(change.field.length);
  return fieldChanges(valueAt(change.before, rest), valueAt(change.after, rest), pointer)[0];
}
