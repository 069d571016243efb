import type { ProductId } from '../../kernel/ids.js';

export type ParsedProductId =
  | { readonly ok: true; readonly productId: ProductId }
  /** A sentence for the caller: what is wrong with the text. */
  | { readonly ok: false; readonly reason: string };

const CHARACTERS = 15;
const PRINTED = /^[A-Za-z0-9]{5}-[A-Za-z0-9]{6}-[A-Za-z0-9]{4}$/;
const wrong = (reason: string): ParsedProductId => ({ ok: false, reason });

/** Takes 15 letters and digits, or 17 characters with hyphens in groups 5-6-4; any case, blanks around it. */
export function parseProductId(text: string): ParsedProductId {
  const trimmed = text.trim();
  if (trimmed === '') return wrong('A product ID is 15 characters; this is empty');
  if (/[^A-Za-z0-9-]/.test(trimmed)) return wrong('A product ID has only letters A to Z, digits and hyphens');
  const characters = trimmed.replaceAll('-', '');
  if (characters.length !== CHARACTERS) {
    return wrong(`A product ID has 15 letters and digits; this has ${characters.length}`);
  }
  if (trimmed !== characters && !PRINTED.test(trimmed)) {
    return wrong('The hyphens of a product ID stand in groups 5-6-4, as in 237L1-WW8695-T548');
  }
  return { ok: true, productId: characters.toUpperCase() as ProductId };
}

/** As printed: groups 5-6-4. */
export const formatProductId = (productId: ProductId): string =>
  `${productId.slice(0, 5)}-${productId.slice(5, 11)}-${productId.slice(11)}`;
