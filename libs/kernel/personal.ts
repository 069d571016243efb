/**
 * Personal data in an event: `plain` only between a decision and its append, `sealed` wherever it is stored,
 * `erased` once its key is destroyed. The three never occur together.
 */
export type Personal = { readonly plain: string } | { readonly sealed: string } | { readonly erased: true };

export const plain = (text: string): Personal => ({ plain: text });

export const isPlain = (value: Personal): value is { readonly plain: string } => 'plain' in value;

/** The text, where it is open; undefined where it is sealed or erased. */
export const textOf = (value: Personal): string | undefined => (isPlain(value) ? value.plain : undefined);
