import type { FastifyInstance } from 'fastify';
import { Histogram, register } from 'prom-client';

const NAME = 'termbook_http_request_seconds';
/** From a cached decision to the longest answer that is not bulk. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** How long requests take, by route (never by address: ids would make a series each). */
export function measureResponses(server: FastifyInstance): void {
  register.removeSingleMetric(NAME);
  const seconds = new Histogram({
    name: NAME,
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
  });
  server.addHook('onResponse', ({ method, routeOptions: { url = 'none' } }, { statusCode, elapsedTime }, done) => {
    seconds.labels(method, url, String(statusCode)).observe(elapsedTime / 1_000);
    done();
  });
}
