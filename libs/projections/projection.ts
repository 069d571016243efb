import type { CartEvent } from '#domain/cart/cart.events.js';
import type { CustomerEvent } from '#domain/customer/customer.events.js';
import type { PlanEvent } from '#domain/plan/plan.events.js';
import type { ResellerEvent } from '#domain/reseller/reseller.events.js';
import type { SubscriptionEvent } from '#domain/subscription/subscription.events.js';
import type { WebhookEvent } from '#domain/webhook/webhook.events.js';
import type { CommandHadNoEffect, StoredEvent } from '#event-store/stored-event.js';
import type { CommandId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import type { Table } from '#read-models/database/table.js';
import type { ProjectionName } from '#read-models/progress/checkpoint.rows.js';

/** The streams that read models are made from, by the prefix of their names, and what may happen in each. */
export interface EventsOf {
  readonly subscription: SubscriptionEvent | CommandHadNoEffect;
  readonly plan: PlanEvent | CommandHadNoEffect;
  readonly reseller: ResellerEvent | CommandHadNoEffect;
  readonly customer: CustomerEvent | CommandHadNoEffect;
  readonly cart: CartEvent | CommandHadNoEffect;
  readonly webhook: WebhookEvent | CommandHadNoEffect;
}

export type Category = keyof EventsOf;
export type ProjectedEvent = EventsOf[Category];

/** Where in the history an event stands. */
export interface Place {
  readonly stream: string;
  /** The stream's name behind its category. */
  readonly id: string;
  readonly revision: number;
  readonly position: bigint;
  readonly effectiveAt: Instant;
  /** Of which command, and for which of them a client had a key. */
  readonly command: string;
  readonly commandId: CommandId | null;
  readonly resellerId: string | null;
  /** Who did it, for example `operations:key-1`. */
  readonly actor: string;
}

/** What becomes of one row; its key is known from the event alone, so that a batch loads all its rows at once. */
export interface Touch<Row> {
  readonly key: readonly string[];
  /** A pure function of the row as it was; undefined: there is none. */
  readonly fold: (row: Row | undefined) => Row | undefined;
}

export type Answer<E, Row> = (event: E, place: Place) => readonly Touch<Row>[];

/** A pure table, exhaustive by category and type: a new event does not compile until someone answers for it. */
export type AnswersOf<C extends Category, Row> = {
  readonly [K in C]: {
    readonly [T in EventsOf[K]['type']]: Answer<Extract<EventsOf[K], { readonly type: T }>, Row>;
  };
};

/** A row of the second table: as it is now, or undefined when it is to go. */
export interface DetailChange<Detail> {
  readonly key: readonly (string | number)[];
  readonly row: Detail | undefined;
}

/** Rows of a second table that follow from a row of the first, before and after an event. */
export interface Details<Row, Detail extends object> {
  readonly table: Table<Detail>;
  readonly follow: (
    before: Row | undefined,
    after: Row | undefined,
    event: ProjectedEvent,
    place: Place,
  ) => readonly DetailChange<Detail>[];
}

export interface Projection<Row extends object, C extends Category = Category, Detail extends object = object> {
  readonly name: ProjectionName;
  readonly table: Table<Row>;
  readonly on: AnswersOf<C, Row>;
  readonly details?: Details<Row, Detail>;
}

/** What the runner knows of a projection: rows it only carries from Postgres to the table's own functions and back. */
export interface AnyProjection {
  readonly name: ProjectionName;
  readonly table: Table<Record<string, unknown>>;
  readonly categories: ReadonlySet<string>;
  readonly answer: (event: ProjectedEvent, place: Place) => readonly Touch<object>[];
  readonly details?: Details<object, Record<string, unknown>>;
}

/** An event that changes a row which is not there: the history before it was parked, or is not one of ours. */
export class MissingRowError extends Error {
  constructor({ stream, revision }: Place) {
    super(`Nothing was projected of ${stream} before revision ${revision}`);
  }
}

type Untracked<Row> = Omit<Row, 'revision' | 'position'>;

/** The stream's row begins here. Revision and position are the runner's: the cast says what it makes true. */
export const begin =
  <E, Row extends object>(rowOf: (event: E, place: Place) => Untracked<Row>): Answer<E, Row> =>
  (event, place) => [{ key: [place.id], fold: () => rowOf(event, place) as Row }];

/** Some columns of the stream's row get other values. */
export const change =
  <E, Row extends object>(changesOf: (event: E, row: Row, place: Place) => Partial<Untracked<Row>>): Answer<E, Row> =>
  (event, place) => [
    { key: [place.id], fold: (row) => ({ ...present(row, place), ...changesOf(event, present(row, place), place) }) },
  ];

/** Nothing but revision and position. */
export const unchanged = <E, Row extends object>(_event: E, place: Place): readonly Touch<Row>[] => [
  { key: [place.id], fold: (row) => ({ ...present(row, place) }) },
];

/** Not of this projection's concern. */
export const ignored = <Row>(): readonly Touch<Row>[] => [];

function present<Row>(row: Row | undefined, place: Place): Row {
  if (row === undefined) throw new MissingRowError(place);
  return row;
}

/** Forgets a projection's types; its own functions are the only ones that look into its rows. */
export function anyProjection<Row extends object, C extends Category, Detail extends object>(
  projection: Projection<Row, C, Detail>,
): AnyProjection {
  const { name, table, on, details } = projection;
  const answers = on as unknown as Readonly<Record<string, Readonly<Record<string, Answer<ProjectedEvent, object>>>>>;
  return {
    name,
    table: table as unknown as AnyProjection['table'],
    categories: new Set(Object.keys(on)),
    answer: (event, place) => answers[categoryOf(place.stream)]?.[event.type]?.(event, place) ?? [],
    ...(details === undefined ? {} : { details: details as unknown as NonNullable<AnyProjection['details']> }),
  };
}

/** The name up to its first hyphen: no category has one. */
export const categoryOf = (stream: string): string => stream.slice(0, Math.max(stream.indexOf('-'), 0));

export const placeOf = ({ stream, revision, position, metadata }: StoredEvent): Place => ({
  stream,
  id: stream.slice(stream.indexOf('-') + 1),
  revision,
  position,
  effectiveAt: metadata.effectiveAt,
  command: metadata.command,
  commandId: metadata.commandId,
  resellerId: metadata.resellerId,
  actor: metadata.actor,
});
