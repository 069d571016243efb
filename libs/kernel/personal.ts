/**
 * Personal data in an event: `plain` only between a decision and its append, `sealed` wherever it is stored,
 * `erased` once its key is destroyed. The three never occur together.
 */
export type Personal = Plain | { readonly sealed: string } | { readonly erased: true };

export interface Plain {
  readonly plain: string;
  /** Whose it is, where that is somebody else than whom the event is about: it is sealed under the owner's key. */
  readonly owner?: PersonalOwner;
}

export type PersonalOwner = `reseller:${string}`;

export const plain = (text: string): Personal => ({ plain: text });

/** What its owner lends to many: an order's support contact, where that is its reseller's. */
export const plainOf = (owner: PersonalOwner, text: string): Personal => ({ plain: text, owner });

export const isPlain = (value: Personal): value is Plain => 'plain' in value;

/** The text, where it is open; undefined where it is sealed or erased. */
export const textOf = (value: Personal): string | undefined => (isPlain(value) ? value.plain : undefined);

/** Whether a value is personal data, wherever it was found: in one of the three forms, with nothing beside it. */
export function isPersonal(value: unknown): value is Personal {
  if (typeof value !== 'object' || value === null) return false;
  const { plain, sealed, erased } = value as Readonly<Record<string, unknown>>;
  if (typeof plain === 'string') return hasOnly(value, ['plain', 'owner']);
  if (typeof sealed === 'string') return hasOnly(value, ['sealed']);
  return erased === true && hasOnly(value, ['erased']);
}

function hasOnly(value: object, names: readonly string[]): boolean {
  for (const name in value) if (!names.includes(name)) return false;
  return true;
}
