import type { FastifyInstance, FastifyRequest } from 'fastify';
import { REQUEST_RECEIVED_MS_MAX } from './limits.js';
import { answerNonsense } from './server-options.js';

const deadlines = new WeakMap<FastifyRequest, NodeJS.Timeout>();

/**
 * A body arrives in time, or the connection ends. The server's own limit knows no exceptions, and a bulk is received for
 * as long as its lines come and its answers are read: that a connection falls silent, another limit sees to.
 */
export function limitBodies(server: FastifyInstance, receivedMsMax = REQUEST_RECEIVED_MS_MAX): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    if (raw.headers['content-length'] === undefined && raw.headers['transfer-encoding'] === undefined) return done();
    const late = setTimeout(() => {
      if (reply.sent) raw.socket.destroy();
      else answerNonsense({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, raw.socket);
    }, receivedMsMax);
    late.unref();
    deadlines.set(request, late);
    raw.once('close', () => clearTimeout(late));
    done();
  });
}

/** Whoever reads this body does so at its own pace. */
export const takeYourTime = (request: FastifyRequest): void => clearTimeout(deadlines.get(request));
