import fastifyStatic from '@fastify/static';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { notFound } from '../http/request-problems.js';
import { consoleFiles } from './console-files.js';
import type { QueueBoard } from './queue-board.js';

/** Nothing but its own files and its own api; nothing inline, nothing around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Of assets: another content has another name. */
const ASSET_AGE = '365d';

/** The console at `/console`: its assets, and for every other address below it the page, which knows its own addresses. */
export function serveConsole(server: FastifyInstance, queueBoard: QueueBoard): void {
  const files = consoleFiles();
  if (files === undefined) new Logger('Console').warn('The console was not built: /console answers 404');
  const page = (reply: FastifyReply) => {
    if (files === undefined) throw notFound('console', {});
    return sendPage(reply, files.page);
  };
  server.get('/console', (_request, reply) => page(reply));
  server.get('/console/*', (_request, reply) => page(reply));
  queueBoard.serve(server, page);
  if (files !== undefined) server.register(assetsOf(files.assets));
}

const assetsOf = (root: string) => async (scope: FastifyInstance) => {
  await scope.register(fastifyStatic, {
    root,
    prefix: '/console/assets/',
    decorateReply: false,
    index: false,
    immutable: true,
    maxAge: ASSET_AGE,
    preCompressed: true,
  });
};

/** Asked for again each time: it names the assets of this version. */
function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', POLICY)
    .header('cache-control', 'no-cache')
    .header('referrer-policy', 'no-referrer')
    .send(page);
}
