import type { FastifyInstance } from 'fastify';
import { ANSWER_MS_MAX } from './limits.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Streams its answer for as long as it takes. */
    takesLong?: boolean;
  }
}

/** Every route answers in time, or is answered for: but for those that say that they take long. */
export function limitAnswers(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    if (route.config?.takesLong !== true) route.handlerTimeout = ANSWER_MS_MAX;
  });
}
