import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../http/problem.filter.js';
import { notFound } from '../http/request-problems.js';
import { type Asset, consoleFiles } from './console-files.js';
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

/** Another content has another name. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The console at `/console`: its assets, and for every other address below it the page, which knows its own addresses. */
export function serveConsole(server: FastifyInstance, queueBoard: QueueBoard): void {
  const files = consoleFiles();
  if (files === undefined) new Logger('Console').warn('The console was not built: /console answers 404');
  const page = (reply: FastifyReply) => (files === undefined ? nothing(reply) : sendPage(reply, files.page));
  server.get('/console', (_request, reply) => page(reply));
  server.get('/console/*', (_request, reply) => page(reply));
  server.get<{ Params: { name: string } }>('/console/assets/:name', (request, reply) => {
    const asset = files?.assets.get(request.params.name);
    return asset === undefined ? nothing(reply) : sendAsset(request, reply, asset);
  });
  queueBoard.serve(server, page);
}

function nothing(reply: FastifyReply): FastifyReply {
  sendProblem(reply, notFound('address', {}));
  return reply;
}

function sendAsset({ headers }: FastifyRequest, reply: FastifyReply, asset: Asset): FastifyReply {
  const takes = String(headers['accept-encoding'] ?? '');
  reply.header('content-type', asset.mediaType).header('cache-control', FOR_EVER).header('vary', 'accept-encoding');
  if (/\bbr\b/.test(takes)) return reply.header('content-encoding', 'br').send(asset.brotli);
  if (/\bgzip\b/.test(takes)) return reply.header('content-encoding', 'gzip').send(asset.gzip);
  return reply.send(asset.bytes);
}

/** Asked for again each time: it names the assets of this version. */
function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', POLICY)
    .header('cache-control', 'no-cache')
    .header('referrer-policy', 'no-referrer')
    .send(page);
}
