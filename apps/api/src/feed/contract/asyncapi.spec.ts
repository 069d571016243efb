import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { JsonSchema } from '#feed/shapes/shape.js';
import { asyncApi } from './asyncapi.js';
import { exampleOf } from './event-examples.js';
import { envelopeSchemaOf, PUBLIC_TYPES, standaloneSchemaOf } from './event-schemas.js';

/** The same schema, but content with nothing that it does not describe. */
function exact(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(exact);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, exact(value)]));
  return 'properties' in schema ? { ...inner, additionalProperties: false } : inner;
}

function faultsOf(schema: JsonSchema, value: unknown): unknown {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(exact(schema) as object);
  return validate(value) ? [] : validate.errors;
}

/** Every object with its path. */
function* within(value: unknown, path = '#'): Generator<[string, Readonly<Record<string, unknown>>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Readonly<Record<string, unknown>>];
  for (const [name, inner] of Object.entries(value)) yield* within(inner, `${path}/${name}`);
}

describe('the schema of an event', () => {
  it.each(PUBLIC_TYPES)('says all of what is in the store: %s', (type) => {
    expect(faultsOf(envelopeSchemaOf(type), exampleOf(type))).toEqual([]);
    expect(faultsOf(standaloneSchemaOf(type), exampleOf(type).data)).toEqual([]);
  });

  it('is not content with another event, or with less', () => {
    expect(faultsOf(envelopeSchemaOf('SubscriptionEnded'), exampleOf('OrderClosed'))).not.toEqual([]);
    expect(faultsOf(standaloneSchemaOf('OrderClosed'), { reason: 'none' })).not.toEqual([]);
  });

  it.each(PUBLIC_TYPES)('says of every value what it is: %s', (type) => {
    const values = [...within(standaloneSchemaOf(type))].filter(
      ([path, { const: fixed }]) => /\/properties\/\w+$/.test(path) && fixed === undefined,
    );
    const silent = values.filter(([, { description }]) => description === undefined).map(([path]) => path);
    expect(silent).toEqual([]);
  });
});

describe('the document of the feed', () => {
  const document = JSON.parse(JSON.stringify(asyncApi()));

  it('has every event, once', () => {
    const names = PUBLIC_TYPES.map((type) => `termbook.${type}.v1`);
    const { messages, schemas } = document.components;
    expect([messages, schemas, document.channels.events.messages].map(Object.keys)).toEqual([names, names, names]);
  });

  it('points at nothing that is not there', () => {
    const resolve = (pointer: string) =>
      pointer
        .slice(2)
        .split('/')
        .reduce((inner, name) => inner?.[name], document);
    const pointers = [...within(document)].flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : []));
    expect(pointers.filter((pointer) => resolve(pointer) === undefined)).toEqual([]);
  });
});
