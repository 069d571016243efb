import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { JSON_BODY_BYTES_MAX } from './limits.js';
import { invalidRequest } from './request-problems.js';

export const NDJSON_MEDIA_TYPES = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'] as const;

/** Text that is not UTF-8 is refused, never mended: a mended name would be another one. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws ProblemError 400 */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (error) {
    const detail = error instanceof SyntaxError ? `not JSON: ${error.message}` : 'not UTF-8';
    throw invalidRequest([{ pointer: '', detail }]);
  }
}

/** Whether a body came as NDJSON: unread as yet, and only bulk reads it. */
export const isNdjson = (body: unknown): body is Readable => body instanceof Readable;

/** JSON for commands, a stream for bulk, and nothing else: another media type is 415. An empty body is none. */
export function readBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  const json = { parseAs: 'buffer', bodyLimit: JSON_BODY_BYTES_MAX } as const;
  server.addContentTypeParser('application/json', json, async (_request: unknown, body: Buffer) =>
    body.length === 0 ? undefined : parseJson(body),
  );
  server.addContentTypeParser([...NDJSON_MEDIA_TYPES], async (_request: unknown, body: Readable) => body);
}
