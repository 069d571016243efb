import type { AllItem } from '#event-store/event-reader.js';
import type { EventCounts, TypeCounts } from '#read-models/rebuilds/rebuild.rows.js';
import { categoryOf } from '../projection.js';
import type { EventItem } from '../runner/batch-fold.js';
import type { Alongside, Folds } from '../runner/leader-store.js';
import type { Member } from '../runner/member.js';
import type { Statement } from '../runner/row-statements.js';

type Counts = { -readonly [Outcome in keyof EventCounts]: EventCounts[Outcome] };
type ByType = Map<string, Counts>;

const typeOf = (item: EventItem): string => (item.kind === 'event' ? item.event.event.type : item.type);
const streamOf = (item: EventItem): string => (item.kind === 'event' ? item.event.stream : item.stream);
/** A stream without a category counts under its own name: there are few. */
const keyOf = (type: string, stream: string): string => `${type} ${categoryOf(stream) || stream}`;

/**
 * Counts every event by type and category of stream: what was read, where it is read; what was applied, ignored or
 * parked, where that is done. That the one is the sum of the others is then something that was found, not assumed.
 */
export class Tally implements Alongside {
  private readonly byProjection: Map<string, ByType>;
  private next: ReadonlyMap<string, ByType> = new Map();

  /** @param kept of an earlier run, by projection. */
  constructor(
    private readonly schema: string,
    kept: ReadonlyMap<string, readonly TypeCounts[]>,
  ) {
    this.byProjection = new Map([...kept].map(([name, counts]) => [name, byType(counts)]));
  }

  statements(items: readonly AllItem[], folds: Folds): readonly Statement[] {
    this.next = new Map([...folds].map(([member, fold]) => [member.projection.name, this.after(member, items, fold)]));
    const names = [...this.next.keys()];
    return [
      {
        name: `tally_${this.schema}`,
        text: `UPDATE ${this.schema}.checkpoint c SET tally = n.tally
               FROM unnest($1::text[], $2::jsonb[]) AS n(projection, tally) WHERE c.projection = n.projection`,
        values: [names, names.map((name) => JSON.stringify(listOf(this.next.get(name) ?? new Map())))],
      },
    ];
  }

  committed(): void {
    for (const [name, counts] of this.next) this.byProjection.set(name, counts);
    this.next = new Map();
  }

  /** Of all projections together. */
  total(): readonly TypeCounts[] {
    const sum: ByType = new Map();
    for (const counts of this.byProjection.values()) for (const [key, of] of counts) add(sum, key, of);
    return listOf(sum);
  }

  private after(
    member: Member,
    items: readonly AllItem[],
    fold: Folds extends ReadonlyMap<Member, infer F> ? F : never,
  ) {
    const counts: ByType = new Map();
    for (const [key, of] of this.byProjection.get(member.projection.name) ?? []) counts.set(key, { ...of });
    const types = new Map<string, string>();
    for (const item of items) {
      if (item.kind === 'checkpoint') continue;
      const key = keyOf(typeOf(item), streamOf(item));
      count(counts, key, 'read');
      types.set(`${streamOf(item)} ${item.kind === 'event' ? item.event.revision : item.revision}`, key);
    }
    for (const { stream, event } of fold.applied) count(counts, keyOf(event.type, stream), 'applied');
    for (const item of fold.ignored) count(counts, keyOf(typeOf(item), streamOf(item)), 'ignored');
    for (const { stream, revision } of fold.parked) count(counts, types.get(`${stream} ${revision}`) ?? '', 'parked');
    return counts;
  }
}

function count(counts: ByType, key: string, outcome: keyof Counts): void {
  add(counts, key, { read: 0, applied: 0, ignored: 0, parked: 0, [outcome]: 1 });
}

function add(counts: ByType, key: string, more: EventCounts): void {
  const of = counts.get(key);
  if (of === undefined) {
    counts.set(key, { ...more });
    return;
  }
  of.read += more.read;
  of.applied += more.applied;
  of.ignored += more.ignored;
  of.parked += more.parked;
}

const byType = (counts: readonly TypeCounts[]): ByType =>
  new Map(counts.map(({ type, category, ...of }) => [`${type} ${category}`, of]));

function listOf(counts: ByType): readonly TypeCounts[] {
  return [...counts]
    .map(([key, of]) => {
      const [type = '', category = ''] = key.split(' ');
      return { type, category, ...of };
    })
    .sort((one, other) => (`${one.category} ${one.type}` < `${other.category} ${other.type}` ? -1 : 1));
}

/** All types together. */
export function sumOf(counts: readonly EventCounts[]): EventCounts {
  const sum: ByType = new Map();
  for (const { read, applied, ignored, parked } of counts) add(sum, '', { read, applied, ignored, parked });
  return sum.get('') ?? { read: 0, applied: 0, ignored: 0, parked: 0 };
}
