import type { DomainEvent } from '#event-store/stored-event.js';
import { dataSchemaOf } from '#feed/cloud-events.js';
import { PUBLIC_EVENTS, publicType, shownEvent } from '#feed/shapes/public-events.js';
import type { JsonSchema } from '#feed/shapes/shape.js';

/** Every event of the feed, by the name of its type. */
export const PUBLIC_TYPES: readonly DomainEvent['type'][] = (Object.keys(PUBLIC_EVENTS) as DomainEvent['type'][])
  .filter((type) => shownEvent(type) !== undefined)
  .sort();

export interface EventContract {
  /** `SubscriptionOrdered.v1`. */
  readonly name: string;
  /** As in the `type` of its CloudEvent. */
  readonly type: string;
  readonly summary: string;
  /** Of `data`. */
  readonly dataSchema: JsonSchema;
}

/** @throws Error where the outside is not told of the type. */
export function contractOf(type: DomainEvent['type']): EventContract {
  const shown = shownEvent(type);
  if (shown === undefined) throw new Error(`${type} is left out of the feed`);
  const { version, summary, data } = shown;
  return {
    name: `${type}.v${version}`,
    type: publicType(type, version),
    summary,
    dataSchema: { title: type, description: summary, ...data.schema },
  };
}

const instant = (description: string) => ({ type: 'string', format: 'date-time', description });

/** The whole CloudEvent around its data: exhaustive by what `CloudEvent` says. */
export function envelopeSchemaOf(type: DomainEvent['type']): JsonSchema {
  const { type: name, summary, dataSchema } = contractOf(type);
  const version = shownEvent(type)?.version ?? 1;
  const properties = {
    specversion: { const: '1.0' },
    id: { type: 'string', format: 'uuid', description: 'The same whenever it is read.' },
    source: { type: 'string', format: 'uri', description: 'Which store: with `id` it is unique for ever.' },
    type: { const: name },
    subject: { type: 'string', description: 'What it happened to: kind and id.' },
    time: instant('As of when it counts. UTC.'),
    datacontenttype: { const: 'application/json' },
    dataschema: { const: dataSchemaOf(type, version) },
    data: dataSchema,
    position: { type: 'string', description: 'Opaque. The feed goes on behind it: `after`.' },
    revision: { type: 'integer', minimum: 0, description: 'Counts from 0 within the subject.' },
    recordedat: instant('When it was written down. UTC.'),
    resellerid: { type: 'string', description: "Whose it is; left out where it is nobody's." },
  };
  const required = Object.keys(properties).filter((property) => property !== 'resellerid');
  return { type: 'object', description: summary, properties, required };
}

/** JSON Schema 2020-12 of an event's data, to stand alone. */
export function standaloneSchemaOf(type: DomainEvent['type']): JsonSchema {
  const $id = dataSchemaOf(type, shownEvent(type)?.version ?? 1);
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', $id, ...contractOf(type).dataSchema };
}
