import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { LogLevel } from '#observability/logger.js';

/** What stands behind them is the callers' own: often an e-mail address, or what they call an order. */
const CALLERS_OWN = /(\/(?:licenses|receipts)\/)[^/]+/i;

/** Query strings may hold what somebody searched for: only the path is logged. */
const pathOf = (url: string): string => (url.split('?', 1)[0] ?? '').replace(CALLERS_OWN, '$1[not logged]');

/** Health checks and scrapes come every few seconds and say nothing. */
const isNoise = (path: string): boolean => /^\/(health|metrics)(\/|$)/.test(path);

/**
 * What was answered to which request: method, path, status and time; no header, no body, no query. Faults always, all
 * else where somebody debugs. By a hook, and not by a logger for each request in an asynchronous context: that would
 * make every promise of a command dearer, to say what is not said.
 */
export function logRequests(server: FastifyInstance, level: LogLevel): void {
  const logger = new Logger('Http');
  server.addHook('onResponse', (request, { statusCode, elapsedTime }, done) => {
    const isFault = statusCode >= 500;
    const path = pathOf(request.url);
    if ((isFault || level === 'debug') && !isNoise(path)) {
      const said = {
        requestId: request.id,
        method: request.method,
        path,
        status: statusCode,
        milliseconds: elapsedTime,
      };
      if (isFault) logger.error({ ...said, msg: 'request failed' });
      else logger.debug({ ...said, msg: 'request answered' });
    }
    done();
  });
}
