import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { type ApiProcess, ApiUnderTest, type Json } from '../running-api.js';

interface SigningKey {
  readonly kid: string;
  readonly privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  readonly jwk: JWK;
}

async function signingKey(kid: string, algorithm = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' } };
}

/** An issuer over real HTTP. */
class Issuer {
  keys: readonly SigningKey[] = [];
  away = false;
  asked = 0;
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Issuer> {
    const server = createServer();
    const issuer = new Issuer(server);
    server.on('request', (request, response) => {
      issuer.asked += 1;
      if (issuer.away) return response.destroy();
      const keys = { keys: issuer.keys.map(({ jwk }) => jwk) };
      const found = { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` };
      return response.end(JSON.stringify(request.url === '/keys' ? keys : found));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

let t: ApiUnderTest;
let issuer: Issuer;
let withIssuer: ApiProcess;
let key: SigningKey;
const reseller = { name: 'Acme', country: 'US', supportEmail: 'a@acme.example' };

/** Tokens of an issuer, in place of keys. */
export function tokens(api: () => ApiUnderTest): void {
  describe('tokens', () => {
    beforeAll(async () => {
      issuer = await Issuer.start();
      key = await signingKey('key-1');
      issuer.keys = [key];
      t = api();
      withIssuer = await t.another({ OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: 'termbook' });
    }, 60_000);
    afterAll(async () => {
      await issuer?.stop();
    });

    const CLAIMS = { client_id: 'erp', termbook_role: 'intake', termbook_resellers: ['oidc-r1'] };

    interface TokenOptions {
      readonly claims?: object;
      readonly audience?: string;
      readonly expires?: string | number;
      readonly by?: SigningKey;
      readonly at?: ApiProcess;
    }

    async function token(options: TokenOptions = {}): Promise<string> {
      const { claims = {}, audience = 'termbook', expires = '5m', by = key } = options;
      return new SignJWT({ ...CLAIMS, ...claims })
        .setProtectedHeader({ alg: by.jwk.alg ?? 'ES256', kid: by.kid })
        .setSubject('svc-erp')
        .setIssuer(issuer.url)
        .setAudience(audience)
        .setExpirationTime(expires)
        .sign(by.privateKey);
    }

    const sendWith = (bearer: string, method: string, path: string, body?: unknown, at = withIssuer) =>
      t.send(method, path, body, { as: null, at, headers: { authorization: `Bearer ${bearer}` } });
    const codeOf = ({ status, body }: { status: number; body: Json }) => [status, body.code];

    describe('a token', () => {
      it('is as good as a key, within its resellers, and in the history as what it is', async () => {
        const bearer = await token();
        const { status } = await sendWith(bearer, 'PUT', '/v1/resellers/oidc-r1', reseller);
        expect(status).toBe(201);
        expect(codeOf(await sendWith(bearer, 'PUT', '/v1/resellers/oidc-r2', reseller))).toEqual([404, 'not-found']);
        expect(codeOf(await sendWith(bearer, 'PUT', '/v1/sandbox/clock', {}))).toEqual([403, 'forbidden']);
        const order = {
          resellerId: 'oidc-r1',
          customerId: 'oidc-c1',
          name: 'C',
          postalCode: '9',
          country: 'US',
          address: 'x',
        };
        const { customerId: _, ...customer } = order;
        expect((await sendWith(bearer, 'PUT', '/v1/customers/oidc-c1', customer)).status).toBe(201);
      });

      it('of an operations role reads everything', async () => {
        const bearer = await token({
          claims: { termbook_role: ['other', 'operations'], termbook_resellers: undefined },
        });
        expect((await sendWith(bearer, 'GET', '/v1/subscriptions')).status).toBe(200);
      });

      it('is not taken where no issuer is set', async () => {
        expect(codeOf(await sendWith(await token(), 'GET', '/v1/subscriptions', undefined, t.api))).toEqual([
          401,
          'unauthorized',
        ]);
      });

      it.each<[string, () => Promise<string>, RegExp]>([
        ['has expired', () => token({ expires: Math.floor(Date.now() / 1_000) - 60 }), /expired/],
        ['is for somebody else', () => token({ audience: 'other' }), /aud/],
        ['has no role', () => token({ claims: { termbook_role: 'superuser' } }), /termbook_role/],
        ['says nothing of resellers', () => token({ claims: { termbook_resellers: undefined } }), /termbook_resellers/],
        ['pretends to be a worker', () => token({ claims: { client_id: 'worker' } }), /client_id/],
        [
          'was altered',
          async () => (await token()).replace(/\.[^.]+\./, `.${b64({ ...CLAIMS, iss: issuer.url })}.`),
          /signed/,
        ],
        [
          'is signed by nobody',
          async () => `${b64({ alg: 'none' })}.${b64({ ...CLAIMS, iss: issuer.url })}.`,
          /signed/,
        ],
        ['is signed with a shared secret', sharedSecret, /signed/],
      ])('that %s is refused, and told why', async (_, make, why) => {
        const answer = await sendWith(await make(), 'GET', '/v1/subscriptions');
        expect(codeOf(answer)).toEqual([401, 'unauthorized']);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token", error_description="/);
        expect(answer.headers.get('www-authenticate')).toMatch(why);
      });

      it('that expired a moment ago is taken: clocks differ', async () => {
        const bearer = await token({ expires: Math.floor(Date.now() / 1_000) - 5 });
        expect((await sendWith(bearer, 'GET', '/v1/subscriptions')).status).toBe(200);
      });

      it('of a key that is new gets 503 while the issuer is away; known ones, and keys of ours, are taken', async () => {
        // Long enough after the issuer was asked last to ask it again.
        const fresh = await t.another({ OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: 'termbook' });
        issuer.away = true;
        const first = await sendWith(await token(), 'GET', '/v1/subscriptions', undefined, fresh);
        expect([...codeOf(first), first.headers.get('retry-after')]).toEqual([
          503,
          'token-issuer-unavailable',
          expect.stringMatching(/^\d+$/),
        ]);
        expect((await sendWith(await token(), 'GET', '/v1/subscriptions')).status).toBe(200);
        expect((await t.get('/v1/subscriptions', { at: fresh })).status).toBe(200);
        issuer.away = false;
        expect((await sendWith(await token(), 'GET', '/v1/subscriptions', undefined, fresh)).status).toBe(200);
      });

      it('of a rotated key is taken once the issuer has it, and a flood of unknown ones asks seldom', async () => {
        const next = await signingKey('key-2', 'RS256');
        issuer.keys = [key, next];
        const fresh = await t.another({
          OIDC_ISSUER: issuer.url,
          OIDC_AUDIENCE: 'termbook',
          OIDC_JWKS_URL: `${issuer.url}/keys`,
        });
        for (const by of [key, next]) {
          expect((await sendWith(await token({ by }), 'GET', '/v1/subscriptions', undefined, fresh)).status).toBe(200);
        }
        const unknown = await signingKey('nobody');
        const before = issuer.asked;
        for (let n = 0; n < 20; n += 1) {
          expect(
            (await sendWith(await token({ by: unknown }), 'GET', '/v1/subscriptions', undefined, fresh)).status,
          ).toBe(401);
        }
        expect(issuer.asked - before).toBeLessThanOrEqual(2);
      });
    });

    const b64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

    /** The public key, taken for a secret: the oldest trick. */
    async function sharedSecret(): Promise<string> {
      return new SignJWT(CLAIMS)
        .setProtectedHeader({ alg: 'HS256', kid: key.kid })
        .setIssuer(issuer.url)
        .setAudience('termbook')
        .setExpirationTime('5m')
        .sign(Buffer.from(JSON.stringify(key.jwk)));
    }
  });
}
