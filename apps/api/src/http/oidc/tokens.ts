import { HttpStatus, Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify } from 'jose';
import { type OidcSettings, SETTINGS, type Settings } from '#settings/settings.js';
import type { Caller } from '../caller.js';
import { RETRY_AFTER_SECONDS } from '../limits.js';
import { ProblemError, type ProblemKind, problemOf } from '../problem.js';
import { requestProblem } from '../request-problems.js';
import { SigningKeys } from './signing-keys.js';
import { ClaimsError, callerOfClaims } from './token-claims.js';

/** Signatures with a public key only: with a shared one (HS…) whoever can check a token can make one. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** The issuer's clock and ours. */
const CLOCK_SKEW_SECONDS = 30;
/** Three parts in base64url, the first a JSON object: no key of ours looks like that. */
const TOKEN = /^eyJ[\w-]{1,4096}\.[\w-]{1,12288}\.[\w-]{0,2048}$/;

export const ISSUER_UNAVAILABLE = {
  code: 'token-issuer-unavailable',
  status: HttpStatus.SERVICE_UNAVAILABLE,
  title: 'The issuer of tokens does not answer',
} as const satisfies ProblemKind;

/** Tokens of an OpenID Connect issuer, in place of keys. */
@Injectable()
export class Tokens {
  private readonly oidc: OidcSettings | undefined;
  private readonly keys: SigningKeys | undefined;

  constructor(@Inject(SETTINGS) { oidc }: Settings) {
    this.oidc = oidc;
    this.keys = oidc === undefined ? undefined : new SigningKeys(oidc.issuer, oidc.jwksUrl);
  }

  /** @returns undefined where it is no token, or none are taken. @throws ProblemError 401, 503 */
  async callerWith(text: string): Promise<Caller | undefined> {
    if (this.oidc === undefined || this.keys === undefined || !TOKEN.test(text)) return undefined;
    const { issuer, audience } = this.oidc;
    try {
      const { payload } = await jwtVerify(text, this.keys.keyFor, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_SKEW_SECONDS,
        requiredClaims: ['exp'],
      });
      return callerOfClaims(payload, this.oidc);
    } catch (error) {
      throw problemOfToken(error);
    }
  }
}

function problemOfToken(error: unknown): ProblemError {
  if (error instanceof errors.JWTExpired) return invalidToken('It has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) return invalidToken(`Its claim ${error.claim} is not right.`);
  if (error instanceof ClaimsError) return invalidToken(`${error.message}.`);
  if (error instanceof errors.JOSEError && !isOutage(error)) return invalidToken('It was not signed by the issuer.');
  // What is left came out of asking the issuer: it is away, or answers what no issuer would.
  const retry = { 'retry-after': String(RETRY_AFTER_SECONDS) };
  return new ProblemError(problemOf(ISSUER_UNAVAILABLE, 'Keys of ours work all the same; or come back.'), retry);
}

/** jose's own words for an issuer that answered nothing or nonsense. */
const isOutage = (error: errors.JOSEError): boolean =>
  error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === 'ERR_JOSE_GENERIC';

/** RFC 6750. @param why in printable ASCII, without quotes. */
const invalidToken = (why: string): ProblemError => {
  const described = why.replace(/["\\]|[^\x20-\x7e]/g, '');
  const challenge = `Bearer error="invalid_token", error_description="${described}"`;
  return requestProblem('unauthorized', `This token is not valid: ${why}`, {}, { 'www-authenticate': challenge });
};
