import type { StoredEvent } from '#event-store/stored-event.js';
import type { AnyProjection } from '#projections/projection.js';
import { type FieldChange, fieldChanges } from '../field-changes.js';
import type { Fold, Step } from './fold.js';
import { TableInMemory } from './table-in-memory.js';

/** What the revision and the position of a row say is said by the event itself. */
export function withoutPlace<Answer extends { readonly position: string }>({ position: _, ...answer }: Answer) {
  return answer;
}

export const changesOfState = (before: object | undefined, after: object | undefined): readonly FieldChange[] =>
  fieldChanges(before ?? {}, after ?? {}).filter(({ field }) => field !== '/revision');

/** A reseller, a customer or a service plan: one row of one read model. */
export class SingleRowFold<Row extends object> implements Fold {
  private readonly table: TableInMemory;
  private present: Readonly<Record<string, unknown>> | undefined;

  constructor(
    projection: AnyProjection,
    private readonly answerOf: (row: Row) => object & { readonly position: string },
  ) {
    this.table = new TableInMemory(projection);
  }

  apply(event: StoredEvent): readonly Step[] {
    const before = this.present;
    this.table.apply(event);
    const [row] = this.table.all();
    this.present = row === undefined ? undefined : withoutPlace(this.answerOf(row as Row));
    return [{ cause: event, because: 'event', changes: changesOfState(before, this.present) }];
  }

  advanceTo(): readonly Step[] {
    return [];
  }

  state() {
    return this.present;
  }

  document() {
    return this.present ?? {};
  }
}
