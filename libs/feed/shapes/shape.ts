import { formatProductId } from '#domain/plan/product-id.js';
import type { ProductId } from '#kernel/ids.js';
import type { Personal } from '#kernel/personal.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What showing an event needs beside the event. */
export interface Showing {
  readonly stream: string;
  /** The text of a personal value; null once it is erased. */
  readonly opened: (value: Personal) => string | null;
}

/** How one value of an event looks from outside, and the JSON Schema that says so: one source for both. */
export interface Shape<T> {
  readonly schema: JsonSchema;
  show(value: T, showing: Showing): unknown;
  /** Says `erased` beside it when there is nothing to be opened any more. */
  readonly personal?: true;
}

/** A field that may be absent. */
export interface OptionalShape<T> {
  readonly optional: Shape<T>;
}

/** A field that nobody outside is told of. */
export interface Hidden {
  readonly hidden: true;
}

/** One answer for each field: a field added to an event does not compile until it is shown or hidden here. */
export type FieldShapes<T> = {
  readonly [K in keyof T as K extends 'type' ? never : K]-?:
    | (object extends Pick<T, K> ? OptionalShape<Exclude<T[K], undefined>> : Shape<T[K]>)
    | Hidden;
};

export const hidden: Hidden = { hidden: true };
export const optional = <T>(shape: Shape<T>): OptionalShape<T> => ({ optional: shape });

const asIs = <T>(schema: JsonSchema): Shape<T> => ({ schema, show: (value) => value });

/** Every value says what it is, with its unit. */
export const text = <T extends string>(description: string): Shape<T> => asIs({ type: 'string', description });

export const integer = (description: string, minimum = 0): Shape<number> =>
  asIs({ type: 'integer', minimum, description });

export const truth = (description: string): Shape<boolean> => asIs({ type: 'boolean', description });

export const oneOf = <T extends string>(values: readonly T[], description: string): Shape<T> =>
  asIs({ type: 'string', enum: values, description });

export const instant = <T extends string>(description: string): Shape<T> =>
  asIs({ type: 'string', format: 'date-time', description: `${description} UTC, with milliseconds.` });

export const date = <T extends string>(description: string): Shape<T> =>
  asIs({ type: 'string', format: 'date', description });

/** As every answer prints it: 15 characters in three groups. */
export const productId: Shape<ProductId> = {
  schema: {
    type: 'string',
    pattern: '^[0-9A-Z]{5}-[0-9A-Z]{6}-[0-9A-Z]{4}$',
    description: 'The product ID, with hyphens. Never parsed for meaning.',
  },
  show: (value) => formatProductId(value),
};

export const personal = (description: string): Shape<Personal> => ({
  personal: true,
  schema: {
    type: ['string', 'null'],
    description: `${description} Personal: null once erased, and \`erased\` beside it.`,
  },
  show: (value, { opened }) => opened(value),
});

/** null says something, which the description has to tell. */
export const nullable = <T>(shape: Shape<T>): Shape<T | null> => ({
  ...(shape.personal && { personal: true }),
  schema: orNull(shape.schema),
  show: (value, showing) => (value === null ? null : shape.show(value, showing)),
});

function orNull(schema: JsonSchema): JsonSchema {
  const { type } = schema;
  const types = [type].flat();
  if (!types.every((one) => typeof one === 'string')) return { anyOf: [schema, { type: 'null' }] };
  const values = Array.isArray(schema.enum) ? { enum: [...schema.enum, null] } : {};
  return { ...schema, type: [...new Set([...types, 'null'])], ...values };
}

export const listOf = <T>(shape: Shape<T>, description: string): Shape<readonly T[]> => ({
  schema: { type: 'array', items: shape.schema, description },
  show: (values, showing) => values.map((value) => shape.show(value, showing)),
});

/** The same value, told more exactly. */
export const described = <T>(shape: Shape<T>, description: string): Shape<T> => ({
  ...shape,
  schema: { ...shape.schema, description },
});

const ERASED = { const: true, description: 'What is personal here was erased for good.' };

interface Field {
  readonly name: string;
  readonly shape: Shape<unknown>;
  readonly required: boolean;
}

function fieldsOf(fields: object): readonly Field[] {
  return Object.entries(fields).flatMap(([name, field]: [string, Shape<unknown> | OptionalShape<unknown> | Hidden]) => {
    if ('hidden' in field) return [];
    return [
      {
        name,
        ...('optional' in field ? { shape: field.optional, required: false } : { shape: field, required: true }),
      },
    ];
  });
}

/** An object. More fields may come: whoever reads it takes what it knows. */
export function record<T>(shapes: FieldShapes<T>, description?: string): Shape<T> {
  const fields = fieldsOf(shapes);
  const erasable = fields.some(({ shape }) => shape.personal);
  const properties = Object.fromEntries(fields.map(({ name, shape }) => [name, shape.schema]));
  return {
    schema: {
      type: 'object',
      ...(description === undefined ? {} : { description }),
      properties: { ...properties, ...(erasable && { erased: ERASED }) },
      required: fields.filter(({ required }) => required).map(({ name }) => name),
    },
    show: (value, showing) => shownFields(fields, value as Readonly<Record<string, unknown>>, showing),
  };
}

function shownFields(fields: readonly Field[], value: Readonly<Record<string, unknown>>, showing: Showing): object {
  const shown: Record<string, unknown> = {};
  let erased = false;
  for (const { name, shape } of fields) {
    const own = value[name];
    if (own === undefined) continue;
    shown[name] = shape.show(own, showing);
    if (shape.personal && own !== null && shown[name] === null) erased = true;
  }
  return erased ? { ...shown, erased } : shown;
}
