import { isDeepStrictEqual } from 'node:util';
import type { EventReader } from '#event-store/event-reader.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import type { Difference, EventBehind } from '#read-models/rebuilds/rebuild.rows.js';
import { type AnyProjection, categoryOf, type ProjectedEvent, placeOf } from '../projection.js';
import { keyText } from '../runner/batch-fold.js';

/** The newest so many: enough to see how a value came about. */
const EVENTS_MAX = 10;

type Row = Record<string, unknown>;

/**
 * The events behind a difference: the streams that the row's key names are folded once more, and those events are kept
 * that changed the field, or the row, where it is about the whole row. Empty where the stream can't be read as it is.
 */
export async function eventsBehind(
  reader: EventReader,
  projection: AnyProjection,
  difference: Difference,
): Promise<readonly EventBehind[]> {
  const key = keyOf(projection, difference);
  const found: EventBehind[] = [];
  for (const stream of streamsNamedBy(projection, key)) {
    const events = await reader.readStream(stream).catch(() => []);
    found.push(...changedBy(projection, events, difference, keyText(key)));
  }
  return found.slice(-EVENTS_MAX);
}

function keyOf({ table, details }: AnyProjection, { table: name, key }: Difference): readonly string[] {
  const of = details?.table.name === name ? details.table : table;
  return of.key.map((column) => String(key[column]));
}

/** A key is the stream's id, or holds its whole name. */
function streamsNamedBy({ categories }: AnyProjection, key: readonly string[]): readonly string[] {
  const whole = key.filter((value) => categories.has(categoryOf(value)));
  return whole.length > 0 ? whole : [...categories].map((category) => `${category}-${key[0]}`);
}

function changedBy(
  projection: AnyProjection,
  events: readonly StoredEvent[],
  { table, field }: Difference,
  key: string,
): readonly EventBehind[] {
  const rows = new RowsOfStream(projection);
  const present = () => {
    const row = rows.find(table, key);
    return field === null ? row : row?.[field];
  };
  return events
    .filter((event) => {
      const before = present();
      rows.apply(event);
      return !isDeepStrictEqual(before, present());
    })
    .map(shown);
}

/** What a projection makes of a few streams, in memory. */
class RowsOfStream {
  private readonly rows = new Map<string, Row | undefined>();

  constructor(private readonly projection: AnyProjection) {}

  find(table: string, key: string): Row | undefined {
    return this.rows.get(`${table} ${key}`);
  }

  /** An event that fails here was parked, and changed nothing. */
  apply(event: StoredEvent): void {
    const { projection } = this;
    const place = placeOf(event);
    try {
      for (const { key, fold } of projection.answer(event.event as ProjectedEvent, place)) {
        const at = `${projection.table.name} ${keyText(key)}`;
        const before = this.rows.get(at);
        const after = fold(before) as Row | undefined;
        this.rows.set(at, after);
        for (const detail of projection.details?.follow(before, after, event.event as ProjectedEvent, place) ?? []) {
          this.rows.set(`${projection.details?.table.name} ${keyText(detail.key)}`, detail.row);
        }
      }
    } catch {
      return;
    }
  }
}

const shown = ({ stream, revision, event, metadata }: StoredEvent): EventBehind => ({
  stream,
  revision,
  type: event.type,
  effectiveAt: metadata.effectiveAt,
  recordedAt: metadata.recordedAt,
  command: metadata.command,
  actor: metadata.actor,
});
