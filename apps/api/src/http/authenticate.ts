import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';
import type { KeyRing } from './key-ring.js';
import { requestProblem } from './request-problems.js';

/** Everything under `/v1` needs a key; health, metrics and documentation are open. */
const isOpen = (url: string): boolean => !/^\/v1([/?]|$)/i.test(url);

/** Asks who calls before a body is read: nobody unknown may make us parse eight megabytes. */
export function authenticateRequests(server: FastifyInstance, keys: KeyRing): void {
  server.decorateRequest('caller', null);
  server.addHook('onRequest', async (request) => {
    if (!isOpen(request.url)) request.caller = callerOfRequest(request, keys);
  });
}

/** @throws ProblemError 401 */
function callerOfRequest({ headers }: FastifyRequest, keys: KeyRing): Caller {
  const [, key] = /^Bearer +([\x21-\x7e]+) *$/i.exec(headers.authorization ?? '') ?? [];
  const caller = key === undefined ? undefined : keys.callerWith(key);
  if (caller !== undefined) return caller;
  const detail = key === undefined ? 'Send `Authorization: Bearer <key>`.' : 'This key is unknown or was revoked.';
  throw requestProblem('unauthorized', detail, {}, { 'www-authenticate': 'Bearer' });
}
