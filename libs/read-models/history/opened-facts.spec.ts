import { describe, expect, it } from '@jest/globals';
import { personalIn, withOpened } from './opened-facts.js';

const facts = {
  order: { supportContact: { sealed: 'a' }, plan: { productId: '237L1WW8695T548' }, holidays: [{ name: 'x' }] },
  address: null,
  name: { sealed: 'b' },
};

describe('the facts of an event', () => {
  it('have their personal values found and opened in the same order; product IDs are printed with hyphens', () => {
    expect(personalIn(facts)).toEqual([{ sealed: 'a' }, { sealed: 'b' }]);
    expect(withOpened(facts, ['contact', 'name'][Symbol.iterator]())).toEqual({
      order: { supportContact: 'contact', plan: { productId: '237L1-WW8695-T548' }, holidays: [{ name: 'x' }] },
      address: null,
      name: 'name',
    });
  });

  it('read null once erased, and say so beside it', () => {
    expect(withOpened(facts, [null, 'name'][Symbol.iterator]())).toEqual({
      order: {
        supportContact: null,
        erased: true,
        plan: { productId: '237L1-WW8695-T548' },
        holidays: [{ name: 'x' }],
      },
      address: null,
      name: 'name',
    });
  });
});
