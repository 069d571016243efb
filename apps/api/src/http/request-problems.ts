import { HttpStatus } from '@nestjs/common';
import { ProblemError, type ProblemKind, problemOf } from './problem.js';

/** What can be wrong with a request before anybody decides on it. */
export const REQUEST_KINDS = {
  'invalid-request': { status: HttpStatus.BAD_REQUEST, title: 'The request is not valid' },
  'idempotency-key-missing': { status: HttpStatus.BAD_REQUEST, title: 'An idempotency key is required' },
  unauthorized: { status: HttpStatus.UNAUTHORIZED, title: 'A valid API key is required' },
  forbidden: { status: HttpStatus.FORBIDDEN, title: 'This API key may not do that' },
  'not-found': { status: HttpStatus.NOT_FOUND, title: 'There is no such thing' },
  'method-not-allowed': { status: HttpStatus.METHOD_NOT_ALLOWED, title: 'That method is not for this address' },
  'request-timeout': { status: HttpStatus.REQUEST_TIMEOUT, title: 'The request did not arrive in time' },
  'request-too-large': { status: HttpStatus.PAYLOAD_TOO_LARGE, title: 'The request is too large' },
  'uri-too-long': { status: HttpStatus.URI_TOO_LONG, title: 'The address is too long' },
  'unsupported-media-type': { status: HttpStatus.UNSUPPORTED_MEDIA_TYPE, title: 'That media type is not taken here' },
  'rate-limited': { status: HttpStatus.TOO_MANY_REQUESTS, title: 'This API key sends too much' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
} as const satisfies Record<string, Omit<ProblemKind, 'code'>>;

export type RequestProblemCode = keyof typeof REQUEST_KINDS;

/** One fault of a request: where it is (RFC 6901, in the payload) and what is wrong there. */
export interface RequestFault {
  readonly pointer: string;
  readonly detail: string;
}

export const requestProblem = (
  code: RequestProblemCode,
  detail: string,
  facts: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): ProblemError => new ProblemError(problemOf({ code, ...REQUEST_KINDS[code] }, detail, facts), headers);

export const invalidRequest = (errors: readonly RequestFault[]): ProblemError =>
  requestProblem('invalid-request', errors.map(sentenceOf).join('; '), { errors });

export const notFound = (what: string, facts: Readonly<Record<string, unknown>>): ProblemError =>
  requestProblem('not-found', `There is no such ${what}.`, { what, ...facts });

export const unsupportedMediaType = (accepted: string): ProblemError =>
  requestProblem('unsupported-media-type', `Send the body as ${accepted}.`, { accepted });

const sentenceOf = ({ pointer, detail }: RequestFault): string => (pointer === '' ? detail : `${pointer} ${detail}`);

/** The problem for a status that the server itself came to; undefined for one that we never expect. */
export function problemOfStatus(status: number, detail: string): ProblemError | undefined {
  if (status === HttpStatus.BAD_REQUEST) return invalidRequest([{ pointer: '', detail }]);
  const code = (Object.keys(REQUEST_KINDS) as RequestProblemCode[]).find(
    (known) => REQUEST_KINDS[known].status === status,
  );
  return code === undefined ? undefined : requestProblem(code, detail);
}
