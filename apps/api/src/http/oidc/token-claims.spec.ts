import { ClaimsError, callerOfClaims } from './token-claims.js';

const names = {
  issuer: 'https://login.example',
  audience: 'termbook',
  jwksUrl: undefined,
  clientClaim: 'azp',
  roleClaim: 'roles',
  resellersClaim: 'resellers',
};
const intake = { sub: 'svc-1', azp: 'erp', roles: 'intake', resellers: ['r-1', 'r-2'] };
const of = (claims: object) => callerOfClaims(claims as Record<string, unknown>, names);

describe('a token', () => {
  it('says who calls, for whom, and may do what', () =>
    expect(of(intake)).toEqual({ keyId: 'oidc:svc-1', client: 'erp', role: 'intake', resellers: ['r-1', 'r-2'] }));

  it('may list roles of other systems too', () => {
    expect(of({ ...intake, roles: ['reader', 'operations'] })).toMatchObject({ role: 'operations', resellers: null });
    expect(of({ ...intake, roles: 'openid admin' })).toMatchObject({ role: 'admin', resellers: null });
  });

  it('is for all resellers only if it says so', () => {
    expect(of({ ...intake, resellers: '*' }).resellers).toBeNull();
    expect(of({ ...intake, resellers: [] }).resellers).toEqual([]);
  });

  it.each([
    [{ azp: undefined }, 'azp'],
    [{ azp: '' }, 'azp'],
    [{ azp: 'worker' }, 'azp'],
    [{ azp: ['erp'] }, 'azp'],
    [{ azp: 'with a blank' }, 'azp'],
    [{ roles: undefined }, 'roles'],
    [{ roles: 'superuser' }, 'roles'],
    [{ roles: ['intake', 'admin'] }, 'roles'],
    [{ resellers: undefined }, 'resellers'],
    [{ resellers: null }, 'resellers'],
    [{ resellers: 'r-1' }, 'resellers'],
    [{ resellers: ['*'] }, 'resellers'],
    [{ resellers: [7] }, 'resellers'],
  ])('that says %j is refused for it', (claims, claim) => {
    expect(() => of({ ...intake, ...claims })).toThrow(ClaimsError);
    expect(() => of({ ...intake, ...claims })).toThrow(claim);
  });
});
