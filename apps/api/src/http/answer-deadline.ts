import type { FastifyInstance, FastifyReply } from 'fastify';
import { onceOver } from './answer-end.js';
import { Deadlines } from './deadlines.js';
import { timedOut } from './fault-problem.js';
import { ANSWER_MS_MAX } from './limits.js';
import { sendProblem } from './problem.filter.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Streams its answer for as long as it takes. */
    takesLong?: boolean;
  }
}

/** Every route answers in time, or is answered for: but for those that say that they take long. */
export function limitAnswers(server: FastifyInstance, answerMsMax = ANSWER_MS_MAX): void {
  const deadlines = new Deadlines<FastifyReply>(answerMsMax, (reply) => {
    if (!reply.sent) sendProblem(reply, timedOut());
  });
  server.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.takesLong !== true) onceOver(reply, deadlines.begin(reply));
    done();
  });
  server.addHook('onClose', async () => deadlines.close());
}
