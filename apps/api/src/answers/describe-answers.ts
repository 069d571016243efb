import type { OpenAPIObject } from '@nestjs/swagger';
import type { JsonSchema } from '#feed/shapes/shape.js';
import { Examples } from './examples.js';
import { describeFields, saidOf } from './field-descriptions.js';
import {
  COMMON_HEADERS,
  codesOf,
  HEADERS,
  PROBLEM,
  PROBLEM_EXAMPLES,
  problemAnswers,
  type RouteKind,
} from './problem-answers.js';
import { type Answer, answerSchema, QUERY_ANSWERS } from './query-answers.js';
import { EXAMPLES_OF } from './route-examples.js';
import { CREATE, MAY_CREATE, WRITE_ANSWERS } from './write-answers.js';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Responses = Operation['responses'];

const METHODS = ['get', 'put', 'post', 'delete'] as const;
const answers = { ...QUERY_ANSWERS, ...WRITE_ANSWERS };
/** The prefixes of what Nest says of itself. */
const UNSPECIFIC = ['default', '2XX', '4XX'];

/** Every operation of a document, with its method. */
export const operationsOf = (document: OpenAPIObject): readonly (readonly [string, string, Operation])[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] === undefined ? [] : [[path, method, item[method]] as const])),
  );

/** Says of every operation all that it answers with: shapes, codes, headers, and an example of each. */
export function describeAnswers(document: OpenAPIObject): OpenAPIObject {
  const shapes = Object.values(answers).map(({ name, schema }) => [name, schema] as const);
  const schemas = { ...document.components?.schemas, ...Object.fromEntries(shapes), Problem: PROBLEM } as Schemas;
  const examples = new Examples(schemas as unknown as Readonly<Record<string, JsonSchema>>);
  describeFields(schemas);
  for (const [path, method, operation] of operationsOf(document)) {
    describe(operation, path, method);
    exemplify(operation, examples);
  }
  const said = new Set(
    operationsOf(document).flatMap(([path, method, operation]) => codesOf(kindOf(operation, path, method))),
  );
  const problems = Object.fromEntries(Object.entries(PROBLEM_EXAMPLES).filter(([code]) => said.has(code)));
  const components = { ...document.components, schemas, headers: HEADERS, examples: problems };
  return { ...document, components } as OpenAPIObject;
}

function kindOf(operation: Operation, path: string, method: string): RouteKind {
  const key = (operation.parameters ?? []).find((one) => 'name' in one && one.name === 'Idempotency-Key');
  return {
    operationId: operation.operationId ?? '',
    path,
    method,
    hasBody: operation.requestBody !== undefined,
    key: key === undefined ? 'none' : 'required' in key && key.required ? 'required' : 'taken',
  };
}

function describe(operation: Operation, path: string, method: string): void {
  const kind = kindOf(operation, path, method);
  const own = Object.entries(operation.responses).filter(([status]) => !UNSPECIFIC.includes(status));
  const given = Object.fromEntries(own.filter(([, response]) => response && 'content' in response));
  operation.responses = { ...given, ...successes(operation, kind), ...problemAnswers(kind) } as Responses;
}

function successes({ operationId = '', summary }: Operation, kind: RouteKind): object {
  const answer = answers[operationId];
  if (answer === undefined) return {};
  const said = String(answer.status ?? 200);
  const status = CREATE.includes(operationId) ? ['201'] : MAY_CREATE.includes(operationId) ? ['200', '201'] : [said];
  return Object.fromEntries(
    status.map((one) => [one, success(answer, kind, one === '201' ? 'It came to be.' : summary)]),
  );
}

function success(answer: Answer, { key, operationId }: RouteKind, description = ''): object {
  const ref = (name: string) => ({ [name]: { $ref: `#/components/headers/${name}` } });
  const written = key === 'none' ? {} : { ...ref('ETag'), ...ref('Idempotency-Replayed') };
  const read = key === 'none' && 'revision' in Object(answer.schema.properties) ? ref('ETag') : {};
  const feed = operationId === 'events' ? { ...ref('Link'), ...ref('Feed-Next'), ...ref('Feed-End') } : {};
  const content = { [answer.mediaType ?? 'application/json']: { schema: answerSchema(answer) } };
  return { description, headers: { ...COMMON_HEADERS, ...written, ...read, ...feed }, content };
}

interface Media {
  schema?: JsonSchema;
  example?: unknown;
}

function exemplify({ operationId = '', parameters = [], requestBody, responses }: Operation, examples: Examples): void {
  const { body, answer, path = {} } = EXAMPLES_OF[operationId] ?? {};
  for (const parameter of parameters) {
    if (!('name' in parameter)) continue;
    const schema = (parameter.schema ?? { type: 'string' }) as unknown as JsonSchema;
    const said = parameter.description ?? saidOf(parameter.name);
    if (said !== undefined) parameter.description = said;
    parameter.example ??= path[parameter.name] ?? examples.of(schema, parameter.name);
  }
  for (const media of mediaOf(requestBody)) media.example ??= body ?? examples.of(media.schema ?? {});
  for (const [status, response] of Object.entries(responses)) {
    if (Number(status) >= 400) continue;
    for (const media of mediaOf(response)) media.example ??= answer ?? examples.of(media.schema ?? {});
  }
}

const mediaOf = (described: unknown): readonly Media[] =>
  Object.values((described as { content?: Readonly<Record<string, Media>> } | undefined)?.content ?? {});
