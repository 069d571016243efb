import type { AllItem } from '#event-store/event-reader.js';
import {
  type AnyProjection,
  categoryOf,
  type DetailChange,
  type Place,
  type ProjectedEvent,
  placeOf,
  type Touch,
} from '../projection.js';
import { messageOf } from './faults.js';
import type { Counts } from './member.js';

type Undecodable = Extract<AllItem, { readonly kind: 'undecodable' }>;
/** What a batch is made of, but for the marks of how far it was read. */
export type EventItem = Exclude<AllItem, { readonly kind: 'checkpoint' }>;
type Stored = Extract<AllItem, { readonly kind: 'event' }>['event'];
type Row = Record<string, unknown>;

/** An event that is kept aside, and why. */
export interface ParkedItem {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint;
  readonly id: string;
  readonly error: string;
  /** True: the stream was not parked before. */
  readonly first: boolean;
}

type Step =
  | {
      readonly kind: 'apply';
      readonly stored: Stored;
      readonly place: Place;
      readonly touches: readonly Touch<object>[];
    }
  | { readonly kind: 'park'; readonly item: Omit<ParkedItem, 'first'> };

/** What a batch means to one projection, before its rows are known. */
export interface BatchPlan {
  readonly projection: AnyProjection;
  readonly steps: readonly Step[];
  readonly ignored: readonly EventItem[];
  /** Of the rows that the batch touches, each once. */
  readonly keys: readonly (readonly string[])[];
}

export interface FoldedBatch {
  /** Absolute values: what each touched row is after the batch; undefined: it is to go. */
  readonly rows: readonly DetailChange<Row>[];
  readonly details: readonly DetailChange<Row>[];
  readonly parked: readonly ParkedItem[];
  readonly applied: readonly Stored[];
  readonly ignored: readonly EventItem[];
  readonly counts: Counts;
}

export const keyText = (key: readonly unknown[]): string => key.join('\0');
const BEHIND_PARKED = 'An earlier event of this stream is parked';

export function planBatch(projection: AnyProjection, items: readonly AllItem[]): BatchPlan {
  const events = items.filter((item) => item.kind !== 'checkpoint');
  const ignored: EventItem[] = [];
  const steps = events.flatMap((item) => {
    const of = stepOf(projection, item);
    if (of.length === 0) ignored.push(item);
    return of;
  });
  const keys = new Map<string, readonly string[]>();
  for (const step of steps) {
    if (step.kind === 'apply') for (const { key } of step.touches) keys.set(keyText(key), key);
  }
  return { projection, steps, ignored, keys: [...keys.values()] };
}

/** Empty: the event is ignored here. */
function stepOf(projection: AnyProjection, item: EventItem): readonly Step[] {
  const { stream } = item.kind === 'event' ? item.event : item;
  if (!projection.categories.has(categoryOf(stream))) return [];
  if (item.kind === 'undecodable') return [{ kind: 'park', item: withoutKind(item) }];
  const place = placeOf(item.event);
  try {
    const touches = projection.answer(item.event.event as ProjectedEvent, place);
    return touches.length === 0 ? [] : [{ kind: 'apply', stored: item.event, place, touches }];
  } catch (error) {
    return [{ kind: 'park', item: parkedOf(item.event, messageOf(error)) }];
  }
}

const withoutKind = ({ stream, revision, position, id, error }: Undecodable): Omit<ParkedItem, 'first'> => ({
  stream,
  revision,
  position,
  id,
  error,
});

const parkedOf = ({ stream, revision, position, id }: Stored, error: string): Omit<ParkedItem, 'first'> => ({
  stream,
  revision,
  position,
  id,
  error,
});

/** Folds a batch in memory, event by event; one that fails parks its stream from there on, and touches nothing. */
export function foldBatch(
  plan: BatchPlan,
  loaded: readonly Row[],
  parkedBefore: ReadonlySet<string>,
  poisoned?: string,
): FoldedBatch {
  return new BatchFold(plan, loaded, parkedBefore, poisoned).run();
}

class BatchFold {
  private readonly before = new Map<string, Row>();
  private readonly rows = new Map<string, DetailChange<Row>>();
  private readonly details = new Map<string, DetailChange<Row>>();
  private readonly parked: ParkedItem[] = [];
  private readonly parkedHere = new Set<string>();
  private readonly applied: Stored[] = [];

  constructor(
    private readonly plan: BatchPlan,
    loaded: readonly Row[],
    private readonly parkedBefore: ReadonlySet<string>,
    /** Why Postgres refused this event; the batch has no other. */
    private readonly poisoned: string | undefined,
  ) {
    const { key } = plan.projection.table;
    for (const row of loaded) this.before.set(keyText(key.map((column) => row[column])), row);
  }

  run(): FoldedBatch {
    for (const step of this.plan.steps) {
      if (step.kind === 'park') this.park(step.item);
      else if (this.isParked(step.place.stream)) this.park(parkedOf(step.stored, BEHIND_PARKED));
      else if (this.poisoned !== undefined) this.park(parkedOf(step.stored, this.poisoned));
      else this.apply(step);
    }
    return {
      rows: [...this.rows.values()],
      details: [...this.details.values()],
      parked: this.parked,
      applied: this.applied,
      ignored: this.plan.ignored,
      counts: { applied: this.applied.length, ignored: this.plan.ignored.length, parked: this.parked.length },
    };
  }

  private apply({ stored, place, touches }: Extract<Step, { kind: 'apply' }>): void {
    try {
      const changes = touches.map((touch) => this.changed(touch, stored, place));
      for (const { row, details } of changes) {
        if (row !== undefined) this.rows.set(keyText(row.key), row);
        for (const detail of details) this.details.set(keyText(detail.key), detail);
      }
      this.applied.push(stored);
    } catch (error) {
      this.park(parkedOf(stored, messageOf(error)));
    }
  }

  private changed({ key, fold }: Touch<object>, { event }: Stored, place: Place) {
    const text = keyText(key);
    const before = this.rows.has(text) ? this.rows.get(text)?.row : this.before.get(text);
    const folded = fold(before) as Row | undefined;
    const after = folded === undefined ? undefined : this.tracked(folded, key, place);
    const details = this.plan.projection.details?.follow(before, after, event as ProjectedEvent, place) ?? [];
    return { row: after === before ? undefined : { key, row: after }, details };
  }

  /** For every event of the row's own stream, also when nothing else changes. */
  private tracked(row: Row, [id]: readonly string[], { id: own, revision, position }: Place): Row {
    return 'revision' in this.plan.projection.table.columns && id === own ? { ...row, revision, position } : row;
  }

  private isParked(stream: string): boolean {
    return this.parkedBefore.has(stream) || this.parkedHere.has(stream);
  }

  private park(item: Omit<ParkedItem, 'first'>): void {
    this.parked.push({ ...item, first: !this.isParked(item.stream) });
    this.parkedHere.add(item.stream);
  }
}
