import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';
import type { KeyRing } from './key-ring.js';
import type { Tokens } from './oidc/tokens.js';
import { requestProblem } from './request-problems.js';

/** Everything under `/v1` needs a key; health, metrics and documentation are open. */
const isOpen = (url: string): boolean => !/^\/v1([/?]|$)/i.test(url);

/** Asks who calls before a body is read: nobody unknown may make us parse eight megabytes. */
export function authenticateRequests(server: FastifyInstance, keys: KeyRing, tokens: Tokens): void {
  server.decorateRequest('caller', null);
  server.addHook('onRequest', async (request) => {
    if (!isOpen(request.url)) request.caller = await callerOfRequest(request, keys, tokens);
  });
}

/** @throws ProblemError 401; 503 where a token's issuer must be asked and is away */
async function callerOfRequest({ headers }: FastifyRequest, keys: KeyRing, tokens: Tokens): Promise<Caller> {
  const [, key] = /^Bearer +([\x21-\x7e]+) *$/i.exec(headers.authorization ?? '') ?? [];
  const caller = key === undefined ? undefined : (keys.callerWith(key) ?? (await tokens.callerWith(key)));
  if (caller !== undefined) return caller;
  const detail = key === undefined ? 'Send `Authorization: Bearer <key>`.' : 'This key is unknown or was revoked.';
  throw requestProblem('unauthorized', detail, {}, { 'www-authenticate': 'Bearer' });
}
