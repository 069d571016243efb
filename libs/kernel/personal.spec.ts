import { isPersonal, plain, plainOf } from './personal.js';

describe('personal data', () => {
  it.each([plain('Ada'), plainOf('reseller:r1', 'help@r1.example'), { sealed: 'v1.k.AAAA' }, { erased: true }])(
    'is known wherever it stands: %j',
    (value) => expect(isPersonal(value)).toBe(true),
  );

  it.each([
    null,
    undefined,
    'plain',
    [],
    {},
    { plain: 1 },
    { owner: 'reseller:r1' },
    { plain: 'Ada', other: 1 },
    { sealed: 'v1.k.AAAA', owner: 'reseller:r1' },
    { erased: false },
    { erased: true, at: 'now' },
  ])('is nothing else: %j', (value) => expect(isPersonal(value)).toBe(false));
});
