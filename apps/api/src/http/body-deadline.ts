import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { REQUEST_RECEIVED_MS_MAX } from './limits.js';
import { answerNonsense } from './server-options.js';

interface Awaited {
  readonly reply: FastifyReply;
  /** As `performance.now()` has it. */
  readonly lateAt: number;
}

/** How late a late body is noticed: a part of what it was waited for. */
const LOOKS_PER_DEADLINE = 60;

const takingTheirTime = new WeakSet<FastifyRequest>();

/** Whoever reads this body does so at its own pace. */
export const takeYourTime = (request: FastifyRequest): void => void takingTheirTime.add(request);

/**
 * A body arrives in time, or the connection ends. The server's own limit knows no exceptions, and a bulk is received for
 * as long as its lines come and its answers are read: that a connection falls silent, another limit sees to. One timer
 * looks after all requests.
 */
export function limitBodies(server: FastifyInstance, receivedMsMax = REQUEST_RECEIVED_MS_MAX): void {
  /** Oldest first. */
  const awaited = new Map<FastifyRequest, Awaited>();
  server.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    if (raw.headers['content-length'] === undefined && raw.headers['transfer-encoding'] === undefined) return done();
    awaited.set(request, { reply, lateAt: performance.now() + receivedMsMax });
    raw.once('close', () => awaited.delete(request));
    done();
  });
  const look = () => {
    const now = performance.now();
    for (const [request, { reply, lateAt }] of awaited) {
      if (lateAt > now) return;
      awaited.delete(request);
      if (!takingTheirTime.has(request)) endLate(request, reply);
    }
  };
  const looking = setInterval(look, receivedMsMax / LOOKS_PER_DEADLINE).unref();
  server.addHook('onClose', async () => clearInterval(looking));
}

function endLate({ raw: { socket } }: FastifyRequest, reply: FastifyReply): void {
  if (reply.sent) socket.destroy();
  else answerNonsense({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, socket);
}
