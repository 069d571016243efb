import type { DomainEvent } from '#event-store/stored-event.js';
import { PAGE_EVENTS_DEFAULT, PAGE_EVENTS_MAX, WAIT_SECONDS_MAX } from '../feed-limits.js';
import { BATCH_MEDIA_TYPE, EVENT_STREAM_MEDIA_TYPE } from '../feed-media-types.js';
import { exampleOf } from './event-examples.js';
import { contractOf, envelopeSchemaOf, PUBLIC_TYPES } from './event-schemas.js';

const DESCRIPTION = `What happened to what your key may see: CloudEvents 1.0 in the one order of the history, from any position.

- By page: \`GET /v1/events?after=<position>\` answers with ${BATCH_MEDIA_TYPE}; go on with the header \`Link: rel="next"\` (or \`Feed-Next\`). \`Feed-End: true\` says that nothing more was there.
- By long poll: the same with \`wait=<seconds>\`.
- As a stream: the same address with \`Accept: ${EVENT_STREAM_MEDIA_TYPE}\`; \`id\` is the position, and \`Last-Event-ID\` resumes. It ends now and then: come back with the last id.

Every event comes at least once; \`source\` and \`id\` tell a repeat. Shapes only grow: pass over fields and types that you do not know.`;

const QUERY = {
  type: 'object',
  properties: {
    after: { type: 'string', description: 'A position (exclusive), or `end`; left out: from the first event of all.' },
    limit: { type: 'integer', minimum: 1, maximum: PAGE_EVENTS_MAX, default: PAGE_EVENTS_DEFAULT },
    wait: { type: 'integer', minimum: 0, maximum: WAIT_SECONDS_MAX, default: 0, description: 'Seconds.' },
  },
};

function messageOf(type: DomainEvent['type']): object {
  const { name, type: title, summary } = contractOf(type);
  return {
    name,
    title,
    summary,
    contentType: 'application/cloudevents+json',
    payload: { $ref: `#/components/schemas/${title}` },
    examples: [{ name, payload: exampleOf(type) }],
  };
}

const named = <T>(value: (type: DomainEvent['type']) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(PUBLIC_TYPES.map((type) => [contractOf(type).type, value(type)]));

/** The feed, written down by itself: AsyncAPI 3 out of the very shapes that show the events. */
export function asyncApi(): object {
  return {
    asyncapi: '3.0.0',
    info: { title: 'Termbook events', version: '1', description: DESCRIPTION },
    defaultContentType: 'application/cloudevents+json',
    channels: {
      events: {
        address: '/v1/events',
        title: 'The change feed',
        messages: named((type) => ({ $ref: `#/components/messages/${contractOf(type).type}` })),
      },
    },
    operations: {
      events: {
        action: 'send',
        title: 'Tells what happened',
        channel: { $ref: '#/channels/events' },
        security: [{ $ref: '#/components/securitySchemes/key' }],
        bindings: { http: { method: 'GET', query: QUERY, bindingVersion: '0.3.0' } },
      },
    },
    components: {
      messages: named(messageOf),
      schemas: named(envelopeSchemaOf),
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key.' } },
    },
  };
}
