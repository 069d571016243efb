import type pg from 'pg';
import type { AllItem } from '#event-store/event-reader.js';
import type { CheckpointRow, ParkedStreamRow } from '#read-models/progress/checkpoint.rows.js';
import type { TypeCounts } from '#read-models/rebuilds/rebuild.rows.js';
import type { AnyProjection } from '../projection.js';
import { type FoldedBatch, foldBatch, planBatch } from '../runner/batch-fold.js';
import { FencedError, isDataFault } from '../runner/faults.js';
import { afterBatch, faultOf, LeaderStore, writesOf } from '../runner/leader-store.js';
import { type Member, memberOf } from '../runner/member.js';
import { type Statement, selectRows } from '../runner/row-statements.js';
import { RowCache } from './row-cache.js';
import { Tally } from './tally.js';

interface Connections {
  /** Writes, in the order of the batches. */
  readonly writing: pg.Client;
  /** Reads rows for the next batch while one is written. */
  readonly reading: pg.Client;
}

interface Batch {
  readonly items: readonly AllItem[];
  readonly also: readonly Statement[];
}

interface ShadowCheckpoint extends CheckpointRow {
  readonly tally: readonly TypeCounts[];
}

/**
 * Writes the rows of some projections into a schema that nobody reads yet. The next batch is folded while one is
 * written: what is known in memory runs ahead of Postgres, and is read from there again after any fault.
 */
export class ShadowStore {
  private members: readonly Member[] = [];
  private tally: Tally;
  private readonly caches = new Map<string, RowCache>();
  private onItsWay: { readonly batch: Batch; readonly done: Promise<void> } | undefined;

  private constructor(
    private readonly connections: Connections,
    readonly schema: string,
    private readonly epoch: bigint,
    private readonly projections: readonly AnyProjection[],
  ) {
    this.tally = new Tally(schema, new Map());
  }

  /** Takes the schema over from whoever wrote it before. @throws FencedError when a later leader has. */
  static async open(
    connections: Connections,
    schema: string,
    epoch: bigint,
    projections: readonly AnyProjection[],
  ): Promise<ShadowStore> {
    const store = new ShadowStore(connections, schema, epoch, projections);
    await connections.writing.query(
      `INSERT INTO ${schema}.checkpoint (projection, epoch, events_read, events_applied, events_ignored, events_parked)
       SELECT name, $2, 0, 0, 0, 0 FROM unnest($1::text[]) AS name
       ON CONFLICT (projection) DO UPDATE SET epoch = greatest(checkpoint.epoch, excluded.epoch)`,
      [projections.map(({ name }) => name), epoch.toString()],
    );
    await store.load();
    return store;
  }

  /** undefined: nothing was read yet. */
  get position(): bigint | undefined {
    return this.members[0]?.position;
  }

  /** The last event that was read: the store has it for ever, so that a page can begin there. */
  get event(): bigint | undefined {
    return this.members[0]?.event?.position;
  }

  get eventsRead(): number {
    const { applied = 0, ignored = 0, parked = 0 } = this.members[0]?.counts ?? {};
    return applied + ignored + parked;
  }

  get byType(): readonly TypeCounts[] {
    return this.tally.total();
  }

  get progress(): readonly Member[] {
    return this.members;
  }

  /** Folds the batch and lets it be written. @throws FencedError, DatabaseFaultError, also of the batch before. */
  async apply(items: readonly AllItem[], also: readonly Statement[] = []): Promise<void> {
    try {
      await this.next({ items, also });
    } catch (error) {
      throw faultOf(error);
    }
  }

  private async next(batch: Batch): Promise<void> {
    let statements: readonly Statement[];
    try {
      statements = await this.folded(batch);
    } catch (error) {
      if (!isDataFault(error)) throw error;
      await this.settled();
      return this.applyCarefully(batch);
    }
    if (await this.settled()) this.write(batch, statements);
    else await this.next(batch);
  }

  /** Everything is committed. @throws FencedError, DatabaseFaultError */
  async flush(): Promise<void> {
    await this.settled();
  }

  /** @returns false when the batch before failed, so that what was folded on it is void. */
  private async settled(): Promise<boolean> {
    const before = this.onItsWay;
    this.onItsWay = undefined;
    try {
      await before?.done;
      return true;
    } catch (error) {
      if (before === undefined || !isDataFault(error)) throw faultOf(error);
      await this.applyCarefully(before.batch);
      return false;
    }
  }

  /** A batch with an event that Postgres does not take: all others are applied, that one is parked. */
  private async applyCarefully({ items, also }: Batch): Promise<void> {
    await this.load();
    const { writing } = this.connections;
    const careful = new LeaderStore(writing, this.epoch, this.members, this.schema, this.tally);
    await careful.apply(this.members, items, also);
  }

  private async folded({ items, also }: Batch): Promise<readonly Statement[]> {
    const folds = new Map<Member, FoldedBatch>();
    const planned = this.members.map((member) => ({ member, plan: planBatch(member.projection, items) }));
    const loaded = await Promise.all(planned.map(({ plan }) => this.rowsOf(plan.projection, plan.keys)));
    for (const [index, { member, plan }] of planned.entries()) {
      folds.set(member, foldBatch(plan, loaded[index] ?? [], member.parked));
    }
    for (const [{ projection }, { rows }] of folds) {
      for (const { key, row } of rows) this.cacheOf(projection).keep(key as readonly string[], row);
    }
    const writes = [...folds].flatMap(([{ projection }, fold]) => writesOf(this.schema, projection, fold));
    const tallied = this.tally.statements(items, folds);
    const moved = afterBatch(this.members, items, folds);
    const ledger = new LeaderStore(this.connections.writing, this.epoch, this.members, this.schema, this.tally);
    const checkpoint = ledger.moveCheckpoints(this.members, moved);
    ledger.committed(moved);
    return [...also, ...writes, ...tallied, checkpoint];
  }

  private async rowsOf(projection: AnyProjection, keys: readonly (readonly string[])[]) {
    const cache = this.cacheOf(projection);
    const { known, unknown } = cache.find(keys);
    if (unknown.length === 0) return known;
    const { name, text, values } = selectRows(this.schema, projection.table, unknown);
    const { rows } = await this.connections.reading.query<Record<string, unknown>>({ name, text, values });
    return rows.length === 0 ? known : [...known, ...rows];
  }

  private write(batch: Batch, statements: readonly Statement[]): void {
    const done = this.commit(statements);
    // Whoever comes next awaits it.
    done.catch(() => undefined);
    this.onItsWay = { batch, done };
  }

  private async commit(statements: readonly Statement[]): Promise<void> {
    const { writing } = this.connections;
    try {
      await writing.query('BEGIN');
      const results = await Promise.all(
        statements.map(({ name, text, values }) => writing.query({ name, text, values })),
      );
      if (results.at(-1)?.rows[0]?.moved !== this.members.length) throw new FencedError();
      await writing.query('COMMIT');
    } catch (error) {
      await writing.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  /** What Postgres holds, which is what is true after a fault. */
  private async load(): Promise<void> {
    const { writing } = this.connections;
    const { rows } = await writing.query<ShadowCheckpoint>(`SELECT * FROM ${this.schema}.checkpoint`);
    const parked = await writing.query<ParkedStreamRow>(`SELECT * FROM ${this.schema}.parked_stream`);
    if (rows.some(({ epoch }) => epoch !== this.epoch)) throw new FencedError();
    this.members = this.projections.flatMap((projection) => {
      const row = rows.find((one) => one.projection === projection.name);
      const streams = parked.rows.filter((one) => one.projection === projection.name).map(({ stream }) => stream);
      return row === undefined ? [] : [memberOf(projection, row, streams)];
    });
    this.tally = new Tally(this.schema, new Map(rows.map(({ projection, tally }) => [projection, tally])));
    for (const cache of this.caches.values()) cache.clear();
  }

  private cacheOf({ table: { name } }: AnyProjection): RowCache {
    const cache = this.caches.get(name) ?? new RowCache();
    this.caches.set(name, cache);
    return cache;
  }
}
