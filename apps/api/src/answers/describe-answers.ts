import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE } from '../http/problem.js';
import { PROBLEM_KINDS } from '../problems/problem-kinds.js';
import { ANSWER_COMPONENTS, answerSchema, QUERY_ANSWERS } from './query-answers.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** RFC 9457, with a code out of all of ours; the facts of the case are beside. */
const PROBLEM = {
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

const asProblem = {
  description: 'A problem.',
  content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** Says of every operation what it answers with when it can not, and of every query what it answers with. */
export function describeAnswers(document: OpenAPIObject): OpenAPIObject {
  for (const { get, put, post, delete: remove } of Object.values(document.paths)) {
    for (const operation of [get, put, post, remove]) if (operation !== undefined) describe(operation);
  }
  const described = { ...ANSWER_COMPONENTS, Problem: PROBLEM } as unknown as Schemas;
  return {
    ...document,
    components: { ...document.components, schemas: { ...document.components?.schemas, ...described } },
  };
}

function describe(operation: Operation): void {
  operation.responses.default ??= asProblem;
  const answer = QUERY_ANSWERS[operation.operationId ?? ''];
  if (answer === undefined) return;
  const schema = answerSchema(answer) as unknown as Schemas[string];
  operation.responses['200'] = { description: operation.summary ?? '', content: { 'application/json': { schema } } };
}
