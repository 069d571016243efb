import type { FastifyInstance, FastifyReply } from 'fastify';
import { timedOut } from './fault-problem.js';
import { ANSWER_MS_MAX } from './limits.js';
import { sendProblem } from './problem.filter.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Streams its answer for as long as it takes. */
    takesLong?: boolean;
  }
}

/** How late a late answer is noticed: a part of what it was waited for. */
const LOOKS_PER_DEADLINE = 60;

/**
 * Every route answers in time, or is answered for: but for those that say that they take long. One timer looks after all
 * requests: one for each, with a signal that is raised at its end, was a twentieth of an order's time.
 */
export function limitAnswers(server: FastifyInstance, answerMsMax = ANSWER_MS_MAX): void {
  /** Oldest first, with the time at which it is late. */
  const underWay = new Map<FastifyReply, number>();
  server.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.takesLong !== true) {
      underWay.set(reply, performance.now() + answerMsMax);
      reply.raw.once('close', () => underWay.delete(reply));
    }
    done();
  });
  const look = () => {
    const now = performance.now();
    for (const [reply, lateAt] of underWay) {
      if (lateAt > now) return;
      underWay.delete(reply);
      if (!reply.sent) sendProblem(reply, timedOut());
    }
  };
  const looking = setInterval(look, answerMsMax / LOOKS_PER_DEADLINE).unref();
  server.addHook('onClose', async () => clearInterval(looking));
}
