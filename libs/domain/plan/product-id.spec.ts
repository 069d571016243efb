import fc from 'fast-check';
import { formatProductId, parseProductId } from './product-id.js';

const read = (productId: string) => ({ ok: true, productId });
const refused = (reason: string) => ({ ok: false, reason });

describe('a product ID', () => {
  it.each(['237L1-WW8695-T548', '237L1WW8695T548', '237l1-ww8695-t548', '237l1ww8695t548', '  237L1-WW8695-T548\t\n'])(
    'is the same with or without hyphens, in any case, with blanks around it: "%s"',
    (text) => expect(parseProductId(text)).toEqual(read('237L1WW8695T548')),
  );

  it('is printed with hyphens in groups 5-6-4', () => {
    const parsed = parseProductId('02jo1ww9374t610');
    expect(parsed.ok && formatProductId(parsed.productId)).toBe('02JO1-WW9374-T610');
  });

  it.each([
    ['', 'A product ID is 15 characters; this is empty'],
    ['   ', 'A product ID is 15 characters; this is empty'],
    ['237L1-WW8695-T54', 'A product ID has 15 letters and digits; this has 14'],
    ['237L1-WW8695-T5488', 'A product ID has 15 letters and digits; this has 16'],
    ['237L1W-W8695-T548', 'The hyphens of a product ID stand in groups 5-6-4, as in 237L1-WW8695-T548'],
    ['237L1-WW8695T548', 'The hyphens of a product ID stand in groups 5-6-4, as in 237L1-WW8695-T548'],
    ['237L1--WW8695-T548', 'The hyphens of a product ID stand in groups 5-6-4, as in 237L1-WW8695-T548'],
    ['237L1 WW8695 T548', 'A product ID has only letters A to Z, digits and hyphens'],
    ['237L1–WW8695–T548', 'A product ID has only letters A to Z, digits and hyphens'],
    ['237L1WW8695T54ß', 'A product ID has only letters A to Z, digits and hyphens'],
    ['ı37L1WW8695T548', 'A product ID has only letters A to Z, digits and hyphens'],
  ])('"%s" is none, and the error says which: %s', (text, reason) =>
    expect(parseProductId(text)).toEqual(refused(reason)),
  );

  it('comes back from its printed form, whatever it is', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{15}$/), (text) => {
        const parsed = parseProductId(text);
        expect(parsed.ok && parseProductId(formatProductId(parsed.productId))).toEqual(parsed);
      }),
    ));
});
