import {
  described,
  instant,
  integer,
  type JsonSchema,
  listOf,
  nullable,
  oneOf,
  record,
  type Shape,
  text,
  truth,
} from '#feed/shapes/shape.js';
import type { ParkedStream } from '#read-models/parked/parked.requests.js';
import type { ParkedAnswer } from '#read-models/parked/parked.rows.js';
import {
  type Asked,
  type Difference,
  type EventBehind,
  type EventCounts,
  type Preview,
  type Proof,
  REBUILD_STATUSES,
  type TableDifferences,
  type TypeCounts,
} from '#read-models/rebuilds/rebuild.rows.js';
import type { ChainFault, ChainReport, Drift, TableReport } from '#read-models/verifications/verification.rows.js';
import type { ProjectionAnswer } from '../operations/projections/projections.controller.js';
import type { RebuildAnswer } from '../operations/rebuilds/rebuild-answer.js';
import type { VerificationAnswer } from '../operations/verifications/verifications.controller.js';

const anything = <T>(description: string): Shape<T> => ({ schema: { description }, show: (value) => value });
const object = <T>(description: string): Shape<T> => ({
  schema: { type: 'object', description },
  show: (value) => value,
});
const position = nullable(text<string>('Opaque; null: before the first event.'));
const perSecond = integer('Events a second, of the last few seconds.');
const eta = nullable(integer('How long the rest takes at that rate; null: nobody can say, or nothing is left.'));
const total = nullable(integer('How many there were when it began; null: not looked at yet.'));
const error = nullable(text<string>('What went wrong; null: nothing.'));

/** Everything at once: few enough to need no pages. */
export const allOf = <Item>(item: Shape<Item>): Shape<{ items: readonly Item[]; nextCursor: null }> => ({
  schema: {
    type: 'object',
    properties: {
      items: { type: 'array', items: item.schema, description: 'All of them, or the newest.' },
      nextCursor: { type: 'null', description: 'There are no pages.' },
    },
    required: ['items', 'nextCursor'],
  },
  show: (value) => value,
});

const counts = {
  read: integer('Events that it read.'),
  applied: integer('Of them applied.'),
  ignored: integer('Of them not of its concern.'),
  parked: integer('Of them kept aside, since they or one before them in their stream failed.'),
};

export const projection = record<ProjectionAnswer>({
  projection: text('Its name.'),
  position,
  events: record<EventCounts>(counts, 'read = applied + ignored + parked.'),
  parkedStreams: integer('Streams that it goes on without.'),
  lag: record<ProjectionAnswer['lag']>(
    {
      events: nullable(integer('Events that it has not read; null: more than a thousand.')),
      seconds: { schema: { type: 'number', minimum: 0, description: 'Age of the oldest of them.' }, show: (s) => s },
    },
    'How far it is behind.',
  ),
  leading: truth('Some projector leads now.'),
  rebuild: nullable(text<string>('Id of the rebuild of it that is not decided yet; null: none.')),
});

const eventBehind = record<EventBehind>({
  stream: text<string>('Its stream.'),
  revision: integer('Counts from 0.'),
  effectiveAt: instant('As of when it counts.'),
  recordedAt: instant('When it was written down.'),
  command: text<string>('Of which command.'),
  actor: text<string>('Who did it.'),
} as never);

/** Only an event's own shape has no `type`: here it is a field like any other. */
const withType = (shape: Shape<EventBehind>): Shape<EventBehind> => {
  const { properties, required, ...rest } = shape.schema as { properties: JsonSchema; required: readonly string[] };
  const type = { type: 'string', description: 'What happened.' };
  return { ...shape, schema: { ...rest, properties: { ...properties, type }, required: [...required, 'type'] } };
};

const difference = {
  table: text<string>('The table.'),
  key: object<Difference['key']>('Its key, by column.'),
  field: nullable(text<string>('The column; null: the whole row comes or goes.')),
  served: anything<unknown>('What is served; null: nothing.'),
};

const tableCounts = {
  rows: integer('Rows after the rebuild.'),
  added: integer('Rows that would come.'),
  removed: integer('Rows that would go.'),
  changed: integer('Rows that would be others.'),
};

const preview = record<Preview>({
  ...tableCounts,
  tables: listOf(record<TableDifferences>({ table: text('The table.'), ...tableCounts }), 'By table.'),
  examples: listOf(
    record<Preview['examples'][number]>({
      ...difference,
      rebuilt: anything<unknown>('What would be served; null: nothing.'),
      events: listOf(withType(eventBehind), 'What brought it there, oldest first.'),
    }),
    'Some of them.',
  ),
});

const typeCounts: Shape<TypeCounts> = {
  schema: {
    type: 'object',
    properties: {
      type: { type: 'string', description: 'What happened.' },
      category: { type: 'string', description: 'The prefix of the streams.' },
      ...Object.fromEntries(Object.entries(counts).map(([name, { schema }]) => [name, schema])),
    },
    required: ['type', 'category', ...Object.keys(counts)],
  },
  show: (value) => value,
};

const proof = record<Proof>({
  complete: truth('Every event was taken in: the counts add up, and are those of what is served.'),
  events: record<EventCounts>(counts, 'By all projections of the rebuild together.'),
  byType: listOf(typeCounts, 'By type of event and category of stream.'),
  servedEvents: record<EventCounts>(counts, 'The same, as the served ones counted it.'),
  rowsHash: text<string>('SHA-256 over all rows.'),
  servedRowsHash: text<string>('The same over the served ones at the same position.'),
});

const wishes = ['cut-over', 'roll-back', 'cancel'] as const;

export const rebuild = record<RebuildAnswer>({
  rebuildId: text('Its id.'),
  projections: listOf(text<string>('A projection.'), 'What is rebuilt.'),
  status: oneOf(REBUILD_STATUSES, 'Where it stands.'),
  wanted: nullable(oneOf(wishes, 'What the projector is to do next; null: nothing.')),
  asked: listOf(
    record<Asked>({
      what: oneOf(['rebuild', ...wishes], 'What was asked.'),
      by: text<string>('Role and key.'),
      at: text('When.'),
      reason: nullable(text<string>('Why; null: not said.')),
    }),
    'Who asked for what.',
  ),
  eventsPerSecondMax: nullable(integer('Not faster than this; null: as fast as live events let it.')),
  startedAt: instant('When it was asked for.'),
  readyAt: nullable(instant('When it could first be cut over; null: not yet.')),
  cutOverAt: nullable(instant('Since when it is served; null: not yet.')),
  finishedAt: nullable(instant('When nothing was left to decide; null: not yet.')),
  rollBackPossible: truth('The old tables are still there.'),
  position: record<RebuildAnswer['position']>({ from: position, to: position }, 'Of the first and last event read.'),
  eventsRead: integer('So far.'),
  eventsTotal: total,
  eventsPerSecond: perSecond,
  etaSeconds: eta,
  proof: nullable(described(proof, 'Once it is ready.')),
  preview: nullable(described(preview, 'Once it is ready.')),
  error,
});

const chain = record<ChainReport>({
  streams: integer('Streams that were checked.'),
  events: integer('Events that were checked.'),
  faulty: integer('Events that are not as they were written.'),
  faults: listOf(
    record<ChainFault>({
      stream: text<string>('Its stream.'),
      revision: integer('Counts from 0.'),
      verdict: oneOf(['altered', 'missing'], 'Not what was written, or not there.'),
      problem: text<string>('What is wrong with it.'),
    }),
    'The first of them.',
  ),
});

const tableReport = record<TableReport>({
  table: text<string>('The table.'),
  rows: integer('As the history says.'),
  driftedRows: integer('Rows that are others, too many or missing.'),
  drift: listOf(
    record<Drift>({
      key: object<Drift['key']>('Its key, by column.'),
      field: nullable(text<string>('The column; null: the whole row is too many or missing.')),
      served: anything<unknown>('What is served; null: nothing.'),
      expected: anything<unknown>('What the history says; null: nothing.'),
    }),
    'The first of them.',
  ),
});

export const verification = record<VerificationAnswer>({
  verificationId: text('Its id.'),
  askedBy: text('Role and key, or the schedule.'),
  status: oneOf(['running', 'clean', 'drift', 'failed'], 'What it found.'),
  startedAt: instant('When it was asked for.'),
  finishedAt: nullable(instant('When it came to its end; null: not yet.')),
  position,
  events: integer('Events that were looked at.'),
  eventsTotal: total,
  streams: nullable(integer('Streams; null: not at its end yet.')),
  eventsPerSecond: perSecond,
  etaSeconds: eta,
  chain: nullable(described(chain, 'At its end.')),
  readModels: nullable(listOf(tableReport, 'At its end, by table.')),
  error,
});

export const parkedStream = record<ParkedStream>({
  projection: text('The projection that goes on without it.'),
  stream: text<string>('The stream.'),
  revision: integer('Of the event that failed.'),
  error: text<string>('Why.'),
  parkedAt: instant('Since when.'),
  eventsBehind: integer('Events of the stream that wait behind it.'),
});

export const parkedAnswer = record<ParkedAnswer>({
  released: truth('Applied for good.'),
  works: truth('Every event applies.'),
  events: integer('Events that were parked.'),
  error: nullable(text<string>('Why the first one that still fails does; null: none.')),
  revision: nullable(integer('Of that one; null: none.')),
  rows: listOf(
    record<ParkedAnswer['rows'][number]>({ table: text<string>('The table.'), row: object('The row.') }),
    'What is there now, or would be.',
  ),
});
