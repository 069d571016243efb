import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Browsers take nothing from us but the documentation's own files, and keep no answer of the API. */
export function protectAnswers(app: NestFastifyApplication): void {
  app.useSecurityHeaders({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', ({ url }, reply, done) => {
      if (url.startsWith('/v1')) reply.header('cache-control', 'no-store');
      done();
    });
}
