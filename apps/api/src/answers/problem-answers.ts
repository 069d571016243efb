import { HttpStatus } from '@nestjs/common';
import type { JsonSchema } from '#feed/shapes/shape.js';
import { PROBLEM_MEDIA_TYPE, problemOf } from '../http/problem.js';
import { PROBLEM_KINDS, type ProblemCode } from '../problems/problem-kinds.js';
import { ROUTE_REFUSALS } from './route-refusals.js';

/** RFC 9457, with a code out of all of ours; the facts of the case are beside. */
export const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'RFC 9457. The facts of the case are beside these members: see `type`.',
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Leads to a page that says how to mend it.' },
    title: { type: 'string', description: 'The same for every problem of this code.' },
    status: { type: 'integer', minimum: 400, maximum: 599, description: 'The HTTP status.' },
    code: { type: 'string', enum: [...PROBLEM_KINDS.keys()].sort(), description: 'What a program acts on.' },
    detail: { type: 'string', description: 'What happened here, for a human.' },
  },
  required: ['type', 'title', 'status', 'code', 'detail'],
};

const ERROR = { pointer: '/quantity', detail: 'is required' };

/** One for each code. */
export const PROBLEM_EXAMPLES = Object.fromEntries(
  [...PROBLEM_KINDS].map(([code, kind]) => [
    code,
    {
      summary: kind.title,
      value: problemOf(kind, `${kind.title}.`, code === 'invalid-request' ? { errors: [ERROR] } : {}),
    },
  ]),
);

/** What has to be known of a route in order to know its problems. */
export interface RouteKind {
  readonly operationId: string;
  readonly path: string;
  readonly method: string;
  readonly hasBody: boolean;
  /** Of the Idempotency-Key. */
  readonly key: 'required' | 'taken' | 'none';
}

/** Before anybody decides: limits, keys, roles, form, load. */
const EVERYWHERE: readonly ProblemCode[] = [
  'invalid-request',
  'unauthorized',
  'token-issuer-unavailable',
  'forbidden',
  'not-found',
  'uri-too-long',
  'headers-too-large',
  'rate-limited',
  'internal-error',
  'overloaded',
  'timeout',
];
const WITH_BODY: readonly ProblemCode[] = ['request-timeout', 'request-too-large', 'unsupported-media-type'];
const OF_COMMANDS: readonly ProblemCode[] = [
  'idempotency-key-reused',
  'revision-mismatch',
  'busy',
  'event-store-unavailable',
  'vault-unavailable',
  'not-caught-up',
  'read-models-unavailable',
];
const OF_QUERIES: readonly ProblemCode[] = ['read-models-unavailable', 'not-caught-up'];

/** Every code that a route may answer with. */
export function codesOf({ operationId, path, hasBody, key, method }: RouteKind): readonly string[] {
  const codes: ProblemCode[] = [...EVERYWHERE, ...(ROUTE_REFUSALS[operationId] ?? [])];
  if (hasBody) codes.push(...WITH_BODY);
  if (key !== 'none') codes.push(...OF_COMMANDS);
  if (key !== 'none' && path.includes('{subscriptionId}')) codes.push('on-hold');
  if (key === 'required') codes.push('idempotency-key-missing');
  if (method === 'get' || key === 'none') codes.push(...OF_QUERIES);
  return [...new Set(codes)].sort();
}

const headerRef = (name: string) => ({ $ref: `#/components/headers/${name}` });
/** With every answer. */
export const COMMON_HEADERS = {
  'X-Request-Id': headerRef('X-Request-Id'),
  RateLimit: headerRef('RateLimit'),
  'RateLimit-Policy': headerRef('RateLimit-Policy'),
};

const COME_BACK: readonly number[] = [HttpStatus.TOO_MANY_REQUESTS, HttpStatus.SERVICE_UNAVAILABLE];

/** The answers of a route that are problems, by status. */
export function problemAnswers(route: RouteKind): Readonly<Record<string, object>> {
  const byStatus = new Map<number, string[]>();
  for (const code of codesOf(route)) {
    const status = PROBLEM_KINDS.get(code)?.status ?? 0;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, codes]) => [String(status), problemAnswer(status, codes)]));
}

function problemAnswer(status: number, codes: readonly string[]): object {
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEM_KINDS.get(code)?.title}.`).join(' '),
    headers: { ...COMMON_HEADERS, ...(COME_BACK.includes(status) && { 'Retry-After': headerRef('Retry-After') }) },
    content: {
      [PROBLEM_MEDIA_TYPE]: {
        schema: {
          allOf: [{ $ref: '#/components/schemas/Problem' }],
          properties: { code: { type: 'string', enum: codes, description: 'What a program acts on.' } },
        },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

/** For the document's components. */
export const HEADERS = {
  'X-Request-Id': {
    description: "The caller's own id of the request, or one of ours: the correlation id of what comes of it.",
    schema: { type: 'string' },
    example: '0d9b2f6e-77aa-4c41-9b0e-2f8d3a5c6e71',
  },
  RateLimit: {
    description: 'How many requests this key may still send in the present window, and seconds until the next one.',
    schema: { type: 'string' },
    example: '"requests";r=199999;t=10',
  },
  'RateLimit-Policy': {
    description: 'How many requests a key may send in each window, and its length in seconds.',
    schema: { type: 'string' },
    example: '"requests";q=200000;w=10',
  },
  'Retry-After': {
    description: 'Seconds after which to send the same request again.',
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  ETag: {
    description: 'The revision, for `If-Match`.',
    schema: { type: 'string' },
    example: '"3"',
  },
  'Idempotency-Replayed': {
    description: 'Present, and `true`, when the command was carried out before: this is its first answer again.',
    schema: { type: 'string', enum: ['true'] },
    example: 'true',
  },
  Link: {
    description: 'Where to go on: `rel="next"`.',
    schema: { type: 'string' },
    example: '</v1/events?after=5f0c8a521f2e4c399a530d6c7b1e8f24.1267>; rel="next"',
  },
  'Feed-Next': {
    description: 'Where to go on: `after` of the next page.',
    schema: { type: 'string' },
    example: '5f0c8a521f2e4c399a530d6c7b1e8f24.1267',
  },
  'Feed-End': {
    description: '`true`: nothing more was there.',
    schema: { type: 'string', enum: ['true', 'false'] },
    example: 'true',
  },
};
