import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Deadlines } from './deadlines.js';
import { REQUEST_RECEIVED_MS_MAX } from './limits.js';
import { answerNonsense } from './server-options.js';

const takingTheirTime = new WeakSet<FastifyRequest>();

/** Whoever reads this body does so at its own pace. */
export const takeYourTime = (request: FastifyRequest): void => void takingTheirTime.add(request);

/**
 * A body arrives in time, or the connection ends. The server's own limit knows no exceptions, and a bulk is received for
 * as long as its lines come and its answers are read: that a connection falls silent, another limit sees to.
 */
export function limitBodies(server: FastifyInstance, receivedMsMax = REQUEST_RECEIVED_MS_MAX): void {
  const deadlines = new Deadlines<FastifyReply>(receivedMsMax, (reply) => {
    if (!takingTheirTime.has(reply.request)) endLate(reply);
  });
  server.addHook('onRequest', ({ raw }, reply, done) => {
    const hasBody = raw.headers['content-length'] !== undefined || raw.headers['transfer-encoding'] !== undefined;
    if (hasBody) raw.once('close', deadlines.begin(reply));
    done();
  });
  server.addHook('onClose', async () => deadlines.close());
}

function endLate(reply: FastifyReply): void {
  const { socket } = reply.request.raw;
  if (reply.sent) socket.destroy();
  else answerNonsense({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, socket);
}
