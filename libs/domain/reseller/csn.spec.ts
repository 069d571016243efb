import { reseller } from '../testing/fixtures.js';
import { hasValidCsn, parseCsn } from './csn.js';

describe('a CSN', () => {
  it('is kept as a string of ten digits with its leading zeros', () =>
    expect(parseCsn(' 0070176510 ')).toEqual({ ok: true, csn: '0070176510' }));

  it.each([
    ['007017651', 'A CSN has 10 digits; this has 9'],
    ['00701765100', 'A CSN has 10 digits; this has 11'],
    ['', 'A CSN has 10 digits; this has 0'],
    ['007017651X', 'A CSN has only digits'],
    ['٠٠٧٠١٧٦٥١٠', 'A CSN has only digits'],
  ])('is not "%s": %s', (text, reason) => expect(parseCsn(text)).toEqual({ ok: false, reason }));

  it('entitles to updates and upgrades while it is verified, and only then', () =>
    expect(
      (['none', 'pending', 'verified', 'rejected', 'revoked'] as const).filter((csnStatus) =>
        hasValidCsn({ ...reseller, csnStatus }),
      ),
    ).toEqual(['verified']));
});
