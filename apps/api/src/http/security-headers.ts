import { resolveSecurityHeaders } from '@nestjs/core/security/security-headers.js';
import type { FastifyInstance } from 'fastify';

type Headers = Readonly<Record<string, string>>;

/**
 * As Nest's own `useSecurityHeaders` sets them, but among the answer's other headers: set one by one before those, they
 * made Node put every answer's headers together a second time, the fiftieth part of what an order costs.
 */
const resolved = (options: Parameters<typeof resolveSecurityHeaders>[0]): Headers =>
  Object.fromEntries(resolveSecurityHeaders(options).headers.map(([name, value]) => [name.toLowerCase(), value]));

/** Browsers take nothing for a page of ours but its own files. */
export const SECURITY_HEADERS = resolved({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });

/** Data is no page: what OWASP's REST Security Cheat Sheet asks for, and nothing that only a page has a use for. */
const OF_DATA: Headers = {
  ...resolved({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    xFrameOptions: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  }),
  'cache-control': 'no-store',
};

export function protectAnswers(server: FastifyInstance): void {
  server.addHook('onRequest', ({ url }, reply, done) => {
    reply.headers(url.startsWith('/v1') ? OF_DATA : SECURITY_HEADERS);
    done();
  });
}
