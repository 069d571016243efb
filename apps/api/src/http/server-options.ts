import type { Socket } from 'node:net';
import type { FastifyServerOptions, RawServerDefault } from 'fastify';
import {
  CONNECTION_SILENT_MS_MAX,
  HEADER_BYTES_MAX,
  HEADERS_RECEIVED_MS_MAX,
  JSON_BODY_BYTES_MAX,
  KEEP_ALIVE_MS,
  PATH_PARAMETER_CHARACTERS_MAX,
} from './limits.js';
import { sendProblem } from './problem.filter.js';
import { PROBLEM_MEDIA_TYPE } from './problem.js';
import { requestIdOf } from './request-id.js';
import { invalidRequest, problemOfStatus } from './request-problems.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Every limit and timeout of the server, none left to a default; and a problem also for what is no request at all. */
export const serverOptions: FastifyServerOptions<RawServerDefault> & { http: object } = {
  bodyLimit: JSON_BODY_BYTES_MAX,
  // Of the body, each route's own: see body-deadline.
  requestTimeout: 0,
  keepAliveTimeout: KEEP_ALIVE_MS,
  connectionTimeout: CONNECTION_SILENT_MS_MAX,
  http: { headersTimeout: HEADERS_RECEIVED_MS_MAX, maxHeaderSize: HEADER_BYTES_MAX },
  routerOptions: { maxParamLength: PATH_PARAMETER_CHARACTERS_MAX },
  forceCloseConnections: 'idle',
  return503OnClosing: false,
  requestIdHeader: false,
  genReqId: requestIdOf,
  frameworkErrors: (error, _request, reply) => {
    const problem = problemOfStatus(error.statusCode ?? 400, error.message);
    sendProblem(reply.headers(SECURITY_HEADERS), problem ?? badAddress());
  },
  clientErrorHandler: answerNonsense,
};

const badAddress = () => invalidRequest([{ pointer: '', detail: 'the address is malformed' }]);

const STATUS_OF_CLIENT_ERROR: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** What arrived is no HTTP, or not in time: nobody but the socket is there to be answered. */
export function answerNonsense({ code = '' }: { readonly code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS_OF_CLIENT_ERROR[code] ?? 400;
  const { problem } = problemOfStatus(status, 'This is no HTTP request that can be read.') ?? badAddress();
  const body = JSON.stringify(problem);
  const length = Buffer.byteLength(body);
  socket.end(
    `HTTP/1.1 ${status} ${problem.title}\r\ncontent-type: ${PROBLEM_MEDIA_TYPE}\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${body}`,
  );
}
