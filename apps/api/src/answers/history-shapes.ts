import {
  date,
  described,
  type FieldShapes,
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
import { term } from '#feed/shapes/shared.shapes.js';
import type { CutoffDay } from '#history/cutoff/cutoff-days.js';
import type { RedoneCutoff } from '#history/cutoff/redone-cutoffs.js';
import type { FieldChange } from '#history/field-changes.js';
import type { EventBrief } from '#history/reading/event-brief.js';
import type { Cause, Explanation, FactUsed } from '#history/reading/explanations.js';
import type { AsOf, CausedChange, Difference } from '#history/reading/past.js';
import type { TimelineEntry } from '#history/reading/timeline.js';
import { TIME_AXES, type TimeAxis } from '#history/time-axis.js';
import type { Aspect, DecisionBrief } from '#history/what-if/comparing.js';
import type { OtherDecision, WhatIfAnswer } from '#history/what-if/what-if.js';
import type { Page } from '#read-models/paging/cursor.js';
import { customer, reseller, servicePlan, subscription } from './answer-shapes.js';

type Fields = { readonly properties: JsonSchema; readonly required: readonly string[] };

/** Any JSON. */
const anything = (description: string): Shape<unknown> => ({ schema: { description }, show: (value) => value });
const object = <T>(description: string): Shape<T> => ({
  schema: { type: 'object', description },
  show: (value) => value,
});

/** A refusal: what it is called, and whatever the case has beside. */
const refusal = <T extends { readonly code: string }>(description: string): Shape<T> => ({
  schema: {
    type: 'object',
    properties: { code: { type: 'string', description: 'Stable; explained at /problems/<code>.' } },
    required: ['code'],
    additionalProperties: true,
    description,
  },
  show: (value) => value,
});

/** A record that has an event's type beside its other fields. */
function withType<T>(shapes: FieldShapes<T>): Shape<T> {
  const fields = record<T>(shapes).schema as Fields;
  const properties = { type: { type: 'string', description: 'What happened.' }, ...fields.properties };
  return { schema: { ...fields, properties, required: ['type', ...fields.required] }, show: (value) => value };
}

const who = {
  actor: text<string>('Who did it: role and key, or a worker.'),
  client: nullable(text<string>('Whose key it was; null in events from before it was kept.')),
  command: text<string>('The command that led to it.'),
  commandId: nullable(text<string>('Of the client and its key; null without one.')),
  correlationId: text<string>('The request; the same in the log.'),
  causationId: nullable(text<string>('What caused the command: a job, an event, a request.')),
};

const brief = {
  stream: text<string>('Where it is.'),
  revision: integer('Counts from 0 in its stream.'),
  effectiveAt: instant<string>('As of when it counts.'),
  recordedAt: instant<string>('When it was written down.'),
  ...who,
};

const eventBrief = withType<EventBrief>(brief);

type Happened = Extract<TimelineEntry, { entry: 'event' }>;
type Refused = Extract<TimelineEntry, { entry: 'refused' }>;

const revisions: Shape<Readonly<Record<string, number>>> = {
  schema: { type: 'object', additionalProperties: { type: 'integer' }, description: 'Revision by stream.' },
  show: (value) => value,
};

const happened = withType<Happened>({
  entry: oneOf<'event'>(['event'], 'It happened.'),
  ...brief,
  payload: anything("The command's, on its first event; what is personal opened; else null."),
  data: object("The event's facts, opened; null once erased."),
  facts: nullable(revisions),
  hash: text<string>('SHA-256 over the event and the one before.'),
  position: text<string>('Opaque.'),
});

const refused = record<Refused>({
  entry: oneOf<'refused'>(['refused'], 'It was asked and refused: nothing changed.'),
  recordedAt: instant<string>('When it was asked.'),
  ...who,
  payload: anything('Without what is personal.'),
  refusal: refusal('Its code, and the facts of the case.'),
  judgedAt: nullable(integer('Revision of the stream on which it was judged; -1: none; null: not kept then.', -1)),
});

const entry: Shape<TimelineEntry> = {
  schema: { anyOf: [happened.schema, refused.schema] },
  show: (value) => value,
};

export const timeline = record<Page<TimelineEntry>>({
  items: listOf(entry, 'Oldest first.'),
  nextCursor: nullable(text<string>('`cursor` of the next page; null: this is the last.')),
});

const time = oneOf<TimeAxis>(TIME_AXES, 'Recorded: what was known. Effective: what was in force.');

/** As the query answers it, less the position. */
function pastOf({ schema }: Shape<never>): JsonSchema {
  const { properties, required } = schema as Fields;
  const fields = Object.entries(properties).filter(([name]) => name !== 'position');
  return {
    type: 'object',
    properties: Object.fromEntries(fields),
    required: required.filter((name) => name !== 'position'),
  };
}

const state: Shape<object | null> = {
  schema: { anyOf: [...[subscription, reseller, customer, servicePlan].map(pastOf), { type: 'null' }] },
  show: (value) => value,
};

export const asOf = record<AsOf>({
  at: instant('The instant.'),
  time,
  revision: nullable(integer('Of the newest event that counted; null: none did.')),
  state,
});

const change = {
  field: text<string>('JSON pointer (RFC 6901).'),
  before: anything('null where there was none.'),
  after: anything('null where there is none.'),
};
const because = oneOf<'event' | 'day'>(['event', 'day'], 'The event itself, or that the day came of which it says so.');

export const difference = record<Difference>({
  from: instant('From when.'),
  to: instant('Until when.'),
  time,
  changes: listOf(record<CausedChange>({ ...change, because, event: eventBrief }), 'Field by field.'),
  truncated: truth('There are more.'),
});

const factUsed = record<FactUsed>({
  stream: text<string>('Of another thing that the decision looked at.'),
  revision: integer('As far as the decision knew it.'),
  event: nullable(withType<NonNullable<FactUsed['event']>>({ ...brief, data: object("The event's facts.") })),
});

const cause = withType<Cause>({
  ...brief,
  because,
  before: change.before,
  after: change.after,
  changes: listOf(record<FieldChange>(change), 'Each field below it that changed.'),
  inputs: record<Cause['inputs']>({
    payload: anything("The command's, on its first event."),
    data: object("The event's facts, with what it was decided from."),
    facts: listOf(factUsed, 'What other streams said.'),
  }),
});

export const explanation = record<Explanation>({
  field: change.field,
  value: anything('What it is now.'),
  readModel: text<string>('Which read model says so.'),
  because: listOf(cause, 'Newest first.'),
  truncated: truth('There are more; the timeline has all.'),
});

const REASONS = ['weekend', 'holiday', 'business day'] as const;

const day = record<CutoffDay>({
  date: date('The day.'),
  weekday: text<string>('Monday to Sunday.'),
  counts: truth('It is one of the business days.'),
  reason: oneOf<CutoffDay['reason']>(REASONS, 'Why it counts, or not.'),
  holiday: nullable(text<string>('Its name; null: none.')),
  businessDay: nullable(integer('Which one before the end, from 1; null: it does not count.', 1)),
});

export const redoneCutoff = record<RedoneCutoff>({
  term,
  cutoff: record<RedoneCutoff['cutoff']>(
    {
      date: date('So many business days before the term end date.'),
      instant: instant('The last millisecond that still counted.'),
      calendar: record<RedoneCutoff['cutoff']['calendar']>(
        {
          region: nullable(text<string>('Whose holidays; null: weekends only.')),
          version: text<string>('Of the calendar data.'),
        },
        'What told the holidays.',
      ),
      timeZone: text<string>('Whose days they are.'),
      businessDays: integer('How many before the term end date, which is not counted.'),
      cutoffDayCounts: truth('A disable on that day itself was in time.'),
      holidays: listOf(
        record<RedoneCutoff['cutoff']['holidays'][number]>({ date: date('When.'), name: text<string>('Which.') }),
        'In between, oldest first.',
      ),
    },
    'As recorded when the term started, with all that it was computed from.',
  ),
  endDate: date('The term end date, which is not counted.'),
  days: listOf(day, 'From the day before the end back to the cutoff.'),
  redone: record<RedoneCutoff['redone']>(
    { date: nullable(date('The last day.')), instant: nullable(instant('The last millisecond.')) },
    'What the recorded inputs come to.',
  ),
  agrees: truth('It is what was recorded.'),
  withPresentData: nullable(
    record<NonNullable<RedoneCutoff['withPresentData']>>(
      { version: text<string>('Of the calendar data.'), date: date('The last day by them.') },
      "What today's calendar data say; null: they know the region no more.",
    ),
  ),
  event: eventBrief,
});

const ASPECTS = ['outcome', 'refusal', 'events', 'cutoff', 'late', 'charges', 'instant', 'facts'] as const;
const OUTCOMES = ['accepted', 'refused'] as const;

const decision = record<DecisionBrief>({
  outcome: oneOf<DecisionBrief['outcome']>(OUTCOMES, 'What was decided.'),
  events: listOf(
    withType<DecisionBrief['events'][number]>({ effectiveAt: instant('As of when it counts.') }),
    'What came of it.',
  ),
  refusal: nullable(refusal('Why it was refused; null where it was not.')),
});

const otherDecision = record<OtherDecision>({
  stream: text<string>('On what it was decided.'),
  subscriptionId: nullable(text<string>('Whose; null where it was on something else.')),
  resellerId: nullable(text<string>('Whose; null where nobody said.')),
  command: text<string>('What was asked.'),
  commandId: nullable(text<string>('Of the client and its key; null without one.')),
  correlationId: text<string>('The request.'),
  actor: text<string>('Who asked.'),
  recordedAt: instant('When it was decided.'),
  differs: listOf(oneOf<Aspect>(ASPECTS, 'An aspect.'), 'In what.'),
  actual: described(decision, 'As it was decided.'),
  instead: described(decision, 'As it would have been.'),
  changes: listOf(
    record<OtherDecision['changes'][number]>({
      field: text<string>('JSON pointer into the decision.'),
      actual: anything('As it was decided.'),
      instead: anything('As it would have been.'),
    }),
    'Field by field, the first 50.',
  ),
});

export const whatIf = record<WhatIfAnswer>({
  from: instant('Inclusive.'),
  to: instant('Exclusive.'),
  commands: integer('Judged again in this answer.'),
  decisionsSame: integer('That came to the same.'),
  notJudged: {
    schema: {
      type: 'object',
      additionalProperties: { type: 'integer' },
      description: 'How many commands are not judged again, by name.',
    },
    show: (value) => value,
  },
  differences: listOf(otherDecision, 'Those that came to something else.'),
  truncated: truth('There is more: go on with `nextCursor`.'),
  nextCursor: nullable(text<string>('`cursor` of the next question; null: that was all.')),
  until: nullable(instant('When the last command looked at was recorded.')),
});
