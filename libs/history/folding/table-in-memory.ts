import type { StoredEvent } from '#event-store/stored-event.js';
import type { AnyProjection, DetailChange } from '#projections/projection.js';
import { foldBatch, planBatch } from '#projections/runner/batch-fold.js';

type Row = Record<string, unknown>;

const keyText = (key: readonly unknown[]): string => key.join('\0');

function put(rows: Map<string, Row>, changes: readonly DetailChange<Row>[]): void {
  for (const { key, row } of changes) {
    if (row === undefined) rows.delete(keyText(key));
    else rows.set(keyText(key), row);
  }
}

/**
 * A read model in memory, made by the projection's own pure table and the runner's own fold: what is shown of the past
 * can't differ from what was served. An event that the projection can't apply parks the stream here as it does there.
 */
export class TableInMemory {
  private readonly rows = new Map<string, Row>();
  private readonly parked = new Set<string>();

  constructor(private readonly projection: AnyProjection) {}

  /** @returns the rows of the second table that the event changed. */
  apply(event: StoredEvent): readonly DetailChange<Row>[] {
    const plan = planBatch(this.projection, [{ kind: 'event', event }]);
    const loaded = plan.keys.map((key) => this.rows.get(keyText(key))).filter((row) => row !== undefined);
    const folded = foldBatch(plan, loaded, this.parked);
    for (const { stream } of folded.parked) this.parked.add(stream);
    put(this.rows, folded.rows);
    return folded.details;
  }

  row(...key: readonly unknown[]): Row | undefined {
    return this.rows.get(keyText(key));
  }

  /** Of every stream that was applied. */
  all(): readonly Row[] {
    return [...this.rows.values()];
  }
}
