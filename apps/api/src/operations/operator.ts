import type { FastifyRequest } from 'fastify';
import { v5 as uuidV5 } from 'uuid';
import { callerOf } from '../http/caller.js';
import { readIdempotencyKey } from '../http/idempotency-key.js';

/** Of ids that requests to the projector have; any other would do, once. */
const REQUEST_NAMESPACE = '0d0c9a52-6a0e-5f53-9c5e-3f2f7a1b8f10';

/** Whose request it is, as it is kept with it. */
export function operatorOf(request: FastifyRequest): string {
  const { role, keyId } = callerOf(request);
  return `${role}:${keyId}`;
}

/** The same for every repeat of a request, so that a repeat finds the first. @throws ProblemError 400 without a key. */
export function requestIdOf(request: FastifyRequest): string {
  const key = readIdempotencyKey(request.headers['idempotency-key'], { required: true, pointer: '' });
  return uuidV5(JSON.stringify([callerOf(request).client, request.url.split('?', 1)[0], key]), REQUEST_NAMESPACE);
}
