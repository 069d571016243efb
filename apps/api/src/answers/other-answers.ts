import type { AnchorVerdict } from '#audit/anchor-watch.js';
import type { AnchorCheck, EventFault } from '#audit/check-anchors.js';
import type { ClockReading } from '#clock/sandbox-clock-control.js';
import {
  described,
  instant,
  integer,
  type JsonSchema,
  listOf,
  nullable,
  oneOf,
  optional,
  record,
  type Shape,
  text,
  truth,
} from '#feed/shapes/shape.js';
import { pricePerSeat, term } from '#feed/shapes/shared.shapes.js';
import type { AnchorAnswer } from '../operations/anchors/anchors.controller.js';
import { anchorFields, charge, cutoff, planFields, position } from './answer-shapes.js';

const object = (description: string): Shape<object> => ({
  schema: { type: 'object', description },
  show: (value) => value,
});
/** A problem inside an answer, which itself succeeded. */
const problem = (description: string): Shape<object> => ({
  schema: { allOf: [{ $ref: '#/components/schemas/Problem' }], description },
  show: (value) => value,
});

const { properties, required } = charge.schema as { properties: JsonSchema; required: readonly string[] };
const { subscriptionId: _, ...ofCharge } = properties;
/** Of an order that is none yet. */
const chargeToCome: Shape<object> = {
  schema: { type: 'object', properties: ofCharge, required: required.filter((name) => name !== 'subscriptionId') },
  show: (value) => value,
};

export const orderPreview = record<object>({
  ...planFields,
  price: pricePerSeat,
  quantity: integer('Seats.', 1),
  term: described(term, 'The first term if it were activated today, both dates included.'),
  cutoff,
  commitment: record<object>(
    {
      totalMinor: integer('What is owed for the whole term. In minor units of the currency.'),
      currency: text('ISO 4217.'),
      until: { schema: { type: 'string', format: 'date', description: 'The last day of the term.' }, show: String },
    },
    'What the customer would owe, whatever happens.',
  ),
  charges: listOf(chargeToCome, 'What would fall due, oldest first.'),
  refundable: { schema: { const: false, description: 'There are no refunds.' }, show: () => false },
  position,
});

export const receipts = record<object>({
  items: listOf(
    record<object>({
      stream: text('What the command wrote to: kind and id.'),
      command: text('Its name.'),
      revisions: listOf(integer('Counts from 0.'), 'Of the events that it wrote there.'),
      answer: object('The very body of its first answer.'),
    }),
    'One for each stream that the key was used on; none: nothing had come of the key.',
  ),
  position,
});

export const clockReading = record<ClockReading>({
  now: instant('What the clock shows.'),
  ticking: truth('False: it stands still.'),
});

export const clockMove = record<object>({
  now: instant('What the clock shows by now.'),
  ticking: truth('False: it stands still.'),
  failed: optional(problem('Present only when it stopped half-way: why.')),
});

export const bulkAnswer = record<object>(
  {
    line: integer('The physical line that it answers, counted from 1.', 1),
    idempotencyKey: nullable(text<string>("The line's own; null where it could not be read.")),
    status: integer('The HTTP status that the command would have been answered with by itself.', 200),
    replayed: optional<true>({
      schema: { const: true, description: 'Present only when it was carried out before: this is its first answer.' },
      show: (value) => value,
    }),
    result: optional(object("What the command's own route answers with; absent where there is a problem.")),
    problem: optional(problem('Why it was not carried out.')),
  },
  'One line of the answer.',
);

export const cloudEvents: Shape<object> = {
  schema: {
    type: 'array',
    description: 'CloudEvents 1.0, in the order of the history. /asyncapi.json and /schemas/events describe each type.',
    items: {
      type: 'object',
      properties: {
        specversion: { const: '1.0', description: 'Of CloudEvents.' },
        id: { type: 'string', format: 'uuid', description: 'The same whenever it is read.' },
        source: { type: 'string', format: 'uri', description: 'Which store: with `id` it is unique for ever.' },
        type: { type: 'string', description: 'What happened, with the version of its shape.' },
        subject: { type: 'string', description: 'What it happened to: kind and id.' },
        time: { type: 'string', format: 'date-time', description: 'As of when it counts. UTC.' },
        datacontenttype: { const: 'application/json', description: 'Of `data`.' },
        dataschema: { type: 'string', format: 'uri-reference', description: 'Leads to the schema of `data`.' },
        data: { type: 'object', description: "The event's facts." },
        position: { type: 'string', description: 'Opaque. The feed goes on behind it: `after`.' },
        revision: { type: 'integer', minimum: 0, description: 'Counts from 0 within the subject.' },
        recordedat: { type: 'string', format: 'date-time', description: 'When it was written down. UTC.' },
        resellerid: { type: 'string', description: "Whose it is; left out where it is nobody's." },
      },
      required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'data', 'position', 'revision'],
    },
  },
  show: (value) => value,
};

export const auditLine = object(
  'One line of the record: what was asked, an event with its hash, the end of a chain, or the manifest.',
);

/** What takes long answers 200 at once: what came of it may be a problem. */
const orFailed = ({ schema }: Shape<never>): Shape<object> => ({
  schema: {
    anyOf: [
      schema,
      {
        type: 'object',
        properties: { failed: problem('Why it was not done.').schema },
        required: ['failed'],
        additionalProperties: false,
      },
    ],
  },
  show: (value) => value,
});

export const anchorMade = orFailed(
  record<AnchorAnswer & { readonly file: string }>({
    ...anchorFields,
    file: text<string>('Where it is, beside the history: on the machine that made it.'),
  }),
);

const verdict = record<AnchorVerdict>({
  anchoredAt: anchorFields.anchoredAt,
  position: anchorFields.position,
  events: anchorFields.events,
  root: anchorFields.root,
  source: oneOf(['history', 'given'], 'Whether it is in the history, or was kept elsewhere and handed in.'),
  problem: nullable(text<string>('What the history is not any more; null: it is what it was then.')),
});

const eventFault = record<EventFault>({
  stream: text<string>('Where it is.'),
  revision: integer('Counts from 0 in its stream.'),
  problem: text<string>('What is not as it was written.'),
});

export const anchorCheck = orFailed(
  record<AnchorCheck>({
    intact: truth('Every anchor holds, and every event is what its hash was made of.'),
    events: integer('Events read.'),
    streams: integer('Streams read.'),
    position: nullable(text<string>('Commit position of the last event, in digits; null: there is none.')),
    root: anchorFields.root,
    faults: integer('Events that are not what was written.'),
    faultsNamed: listOf(eventFault, 'The first of them.'),
    anchors: listOf(verdict, 'What each says.'),
  }),
);
