import type { FastifyRequest } from 'fastify';
import type { Role } from '#access/key-record.js';

export type { Role };

/** Whose API key a request carries. */
export interface Caller {
  readonly keyId: string;
  /** The intake client that the key belongs to; survives key rotation, and scopes idempotency keys. */
  readonly client: string;
  readonly role: Role;
  /** Which resellers it may act for; null for all. Only keys of the role `intake` are bound. */
  readonly resellers: readonly string[] | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** null on open addresses. */
    caller: Caller | null;
  }
}

/** @throws Error on an open address: only those have no caller. */
export function callerOf({ caller, url }: FastifyRequest): Caller {
  if (caller === null) throw new Error(`${url} asks who calls, and is open to everybody`);
  return caller;
}
