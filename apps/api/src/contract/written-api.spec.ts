import type { OpenAPIObject } from '@nestjs/swagger';
import { createConfig, lintFromString, type NormalizedProblem } from '@redocly/openapi-core';
import { type Operation, operationsOf } from '../answers/describe-answers.js';
import { NEVER_ACCEPTED } from '../answers/write-answers.js';
import { asyncApi } from '../feed/contract/asyncapi.js';
import { INTAKE_COMMANDS } from '../intake/intake-commands.js';
import { writtenApi } from './written-api.js';

const RULES = {
  // It is not published under a licence.
  'info-license': 'off',
  // What is always refused has no other answer.
  'operation-2xx-response': 'off',
  'no-invalid-media-type-examples': { severity: 'error', allowAdditionalProperties: true },
} as const;

let document: OpenAPIObject;

async function faultsOf(written: object): Promise<readonly string[]> {
  const config = await createConfig({ extends: ['recommended'], rules: RULES });
  const problems = await lintFromString({ source: JSON.stringify(written), absoluteRef: 'written.json', config });
  return problems.map(
    ({ ruleId, message, location: [place] }: NormalizedProblem) => `${ruleId}: ${message} ${place?.pointer}`,
  );
}

const operations = () => operationsOf(document);
const named = (path: string, method: string) => `${method.toUpperCase()} ${path}`;
const successesOf = ({ responses }: Operation) => Object.entries(responses).filter(([status]) => Number(status) < 400);

beforeAll(async () => {
  document = JSON.parse(JSON.stringify(await writtenApi()));
}, 60_000);

describe('the OpenAPI document', () => {
  it('has no fault that a linter finds, and examples that fit their schemas', async () => {
    expect(await faultsOf(document)).toEqual([]);
  });

  it('would be found faulty', async () => {
    const [path = '', , operation] = operations()[0] ?? [];
    const faulty = { ...document, paths: { [path]: { post: { ...operation, responses: { 200: {} } } } } };
    expect(await faultsOf(faulty)).not.toEqual([]);
  });

  /** Say it in answers/query-answers.ts or answers/write-answers.ts, under the route's operationId. */
  it('says of every route what it answers with', () => {
    const silent = operations()
      .filter(([, , { operationId = '' }]) => !NEVER_ACCEPTED.includes(operationId))
      .filter(([, , operation]) => {
        const contents = successesOf(operation).map(([, response]) => Object.values(Object(response).content ?? {}));
        return contents.length === 0 || contents.some((content) => content.length === 0);
      })
      .map(([path, method, { operationId }]) => `${named(path, method)} (${operationId}) has no entry in answers/`);
    expect(silent).toEqual([]);
  });

  /** Put it into INTAKE_COMMANDS. A route that takes a command is called as the command is. */
  it('has no command that the write side does not find by its name', () => {
    const ids = operations().map(([, , { operationId = '' }]) => operationId);
    const commands = ids.filter((id) => /^[A-Z]/.test(id));
    expect(commands.length).toBeGreaterThan(20);
    expect(commands.filter((name) => !INTAKE_COMMANDS.has(name))).toEqual([]);
  });

  /** Its summary and its operationId come from @ApiOperation. */
  it('names every route, once', () => {
    const ids = operations().map(([, , { operationId }]) => operationId);
    expect(ids.filter((id, place) => id === undefined || /_/.test(id) || ids.indexOf(id) !== place)).toEqual([]);
  });

  /** Give it a `description` where it is declared, or say it for all of its name in answers/field-descriptions.ts. */
  it('says of every field and parameter what it is', () => {
    const parameters = operations().flatMap(([path, method, { parameters = [] }]) =>
      parameters.flatMap((one) =>
        'name' in one && one.description === undefined ? [`${named(path, method)}: ${one.name}`] : [],
      ),
    );
    const fields = Object.entries(document.components?.schemas ?? {}).flatMap(([name, schema]) =>
      undescribedIn(schema, name),
    );
    expect([...parameters, ...fields]).toEqual([]);
  });

  it('has an example of every body, answer and parameter', () => {
    const bare = operations().flatMap(([path, method, { requestBody, responses, parameters = [] }]) => {
      const media = [requestBody, ...Object.values(responses)].flatMap((one) =>
        Object.values(Object(one).content ?? {}),
      );
      return [...media, ...parameters]
        .filter((one) => Object(one).example === undefined && Object(one).examples === undefined)
        .map((one) => `${named(path, method)}: ${JSON.stringify(one).slice(0, 100)}`);
    });
    expect(bare).toEqual([]);
  });
});

describe('the AsyncAPI document', () => {
  it('has no fault that a linter finds', async () => expect(await faultsOf(asyncApi())).toEqual([]));

  it('would be found faulty', async () =>
    expect(await faultsOf({ ...asyncApi(), channels: { events: { adress: '/v1/events' } } })).not.toEqual([]));
});

function undescribedIn(schema: unknown, path: string): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, items } = schema as { properties?: Readonly<Record<string, object>>; items?: unknown };
  const own = Object.entries(properties).flatMap(([name, field]) => [
    ...('description' in field || '$ref' in field ? [] : [`${path}.${name}`]),
    ...undescribedIn(field, `${path}.${name}`),
  ]);
  return [...own, ...undescribedIn(items, `${path}[]`)];
}
