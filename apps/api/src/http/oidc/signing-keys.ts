import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey, type RemoteJWKSet } from 'jose';

/** An issuer that answers later than this is away: whoever waits is answered 503. */
const ANSWER_MS_MAX = 3_000;
/** A few hundred keys: no issuer has as many. */
const ANSWER_BYTES_MAX = 256 * 1_024;
/** A token signed by a key that nobody knows makes us ask again, but no more often than this. */
const ASK_AGAIN_MS_MIN = 10_000;
/** A key that the issuer withdrew is forgotten after so long, if the issuer can be asked. */
const REFRESH_MS = 600_000;
/** Keys that could not be asked for again are trusted no longer than this. */
const STALE_MS_MAX = 24 * 60 * 60_000;

/** The issuer does not answer, or not with what an issuer answers. */
export class IssuerUnavailableError extends Error {}

/** The issuer's public keys: asked for when they are needed first, and kept while it is away. */
export class SigningKeys {
  private set: Promise<RemoteJWKSet> | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;
  private freshAt = Number.NEGATIVE_INFINITY;

  /** @param url of the key set; undefined: the issuer is asked where it is. */
  constructor(
    private readonly issuer: string,
    private readonly url: string | undefined,
    /** Milliseconds that only go forward. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** For jose. @throws IssuerUnavailableError; JOSEError where the issuer has no such key. */
  readonly keyFor: JWTVerifyGetKey = async (header, token) => {
    const keys = await this.known();
    await this.refresh(keys);
    return keys(header, token);
  };

  private async known(): Promise<RemoteJWKSet> {
    this.set ??= this.find();
    try {
      return await this.set;
    } catch (error) {
      this.set = undefined;
      throw error;
    }
  }

  private async find(): Promise<RemoteJWKSet> {
    const url = this.url ?? (await this.discovered());
    const keys = createRemoteJWKSet(new URL(url), {
      cooldownDuration: ASK_AGAIN_MS_MIN,
      // It is refreshed here, so that keys outlive an issuer that is away for a while.
      cacheMaxAge: Number.POSITIVE_INFINITY,
      timeoutDuration: ANSWER_MS_MAX,
      [customFetch]: boundedFetch,
    });
    return keys;
  }

  private async refresh(keys: RemoteJWKSet): Promise<void> {
    const now = this.now();
    if (now - this.freshAt < REFRESH_MS) return;
    const known = keys.jwks() !== undefined;
    const bearable = known && now - this.freshAt < STALE_MS_MAX;
    if (bearable && now - this.askedAt < ASK_AGAIN_MS_MIN) return;
    this.askedAt = now;
    try {
      await keys.reload();
      this.freshAt = now;
    } catch (error) {
      if (!bearable) throw new IssuerUnavailableError('The issuer does not answer', { cause: error });
    }
  }

  private async discovered(): Promise<string> {
    const address = `${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    try {
      const response = await boundedFetch(address, { signal: AbortSignal.timeout(ANSWER_MS_MAX), redirect: 'manual' });
      const { issuer, jwks_uri } = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
      if (response.status === 200 && issuer === this.issuer && typeof jwks_uri === 'string') return jwks_uri;
    } catch (error) {
      throw new IssuerUnavailableError('The issuer does not answer', { cause: error });
    }
    throw new IssuerUnavailableError('What answers for the issuer is not it, or does not say where its keys are');
  }
}

async function boundedFetch(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, options);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) throw new IssuerUnavailableError('The issuer answers more than it should');
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks), { status: response.status });
}
