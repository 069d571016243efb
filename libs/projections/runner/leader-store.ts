import type pg from 'pg';
import type { AllItem } from '#event-store/event-reader.js';
import { READ_MODEL_SCHEMA } from '#read-models/database/table.js';
import type { AnyProjection } from '../projection.js';
import { type EventItem, type FoldedBatch, foldBatch, planBatch } from './batch-fold.js';
import { insertParkedEvents, insertParkedStreams, moveCheckpoints } from './checkpoint-statements.js';
import { DatabaseFaultError, FencedError, isDataFault, messageOf } from './faults.js';
import { leastOf, type Member, NOTHING_COUNTED, plus } from './member.js';
import { deleteRows, type Statement, selectRows, upsertRows } from './row-statements.js';

type Table = AnyProjection['table'];
export type Folds = ReadonlyMap<Member, FoldedBatch>;

/** What else is written in the transaction of a batch. */
export interface Alongside {
  statements(items: readonly AllItem[], folds: Folds): readonly Statement[];
  /** What the statements said is so now. */
  committed(): void;
}

/** What a batch means, and what is still to be written of it. */
interface Folded {
  readonly folds: Folds;
  readonly writes: readonly Statement[];
}

const BEGIN: Statement = { name: 'begin', text: 'BEGIN', values: [] };

const NOTHING: Alongside = { statements: () => [], committed: () => undefined };

/**
 * What the leader of an epoch writes: rows, parked events and checkpoints of a batch in one transaction. The members'
 * state in memory follows the commit, never goes before it.
 */
export class LeaderStore {
  constructor(
    private readonly client: pg.Client,
    readonly epoch: bigint,
    private readonly everyone: readonly Member[],
    readonly schema: string = READ_MODEL_SCHEMA,
    private readonly alongside: Alongside = NOTHING,
  ) {}

  /**
   * @param members all at the same position. @param items behind that position, in order, not empty.
   * @param also written in the transaction of the first of them. @throws FencedError, DatabaseFaultError
   */
  async apply(members: readonly Member[], items: readonly AllItem[], also: readonly Statement[] = []): Promise<void> {
    try {
      await this.transaction(members, items, also, () => this.writeBatch(members, items));
    } catch (error) {
      if (!isDataFault(error)) throw faultOf(error);
      await this.applyInParts(members, items, also);
    }
  }

  private async transaction(
    members: readonly Member[],
    items: readonly AllItem[],
    also: readonly Statement[],
    fold: () => Promise<Folded>,
  ): Promise<void> {
    try {
      const { folds, writes } = await fold();
      const moved = afterBatch(members, items, folds);
      const beside = [...also, ...this.alongside.statements(items, folds)];
      const results = await this.runAll([...writes, ...beside, this.moveCheckpoints(members, moved)]);
      if (results.at(-1)?.rows[0]?.moved !== members.length) throw new FencedError();
      await this.client.query('COMMIT');
      this.committed(moved);
    } catch (error) {
      await this.rollBack();
      throw error;
    }
  }

  /** Halved until the event is alone that Postgres does not take: all others still share their transactions. */
  private async applyInParts(
    members: readonly Member[],
    items: readonly AllItem[],
    also: readonly Statement[],
  ): Promise<void> {
    const [first, ...rest] = items;
    if (first !== undefined && rest.length === 0) return this.applyAlone(members, first, also);
    const middle = Math.ceil(items.length / 2);
    await this.apply(members, items.slice(0, middle), also);
    await this.apply(members, items.slice(middle));
  }

  /** An event that Postgres takes from no batch: it is tried alone, and parked where it fails again. */
  private async applyAlone(members: readonly Member[], item: AllItem, also: readonly Statement[]): Promise<void> {
    try {
      await this.transaction(members, [item], also, () => this.writeOrPark(members, item));
    } catch (error) {
      throw faultOf(error);
    }
  }

  /** One after the other: each comes back to where it was before. */
  private async writeOrPark(members: readonly Member[], item: AllItem): Promise<Folded> {
    await this.client.query('BEGIN');
    const folds = new Map<Member, FoldedBatch>();
    for (const member of members) folds.set(member, await this.writeOrParkOne(member, item));
    return { folds, writes: [] };
  }

  private async writeOrParkOne(member: Member, item: AllItem): Promise<FoldedBatch> {
    await this.client.query('SAVEPOINT alone');
    const plan = planBatch(member.projection, [item]);
    try {
      const [loaded] = await this.runAll([selectRows(this.schema, plan.projection.table, plan.keys)]);
      const folded = foldBatch(plan, loaded?.rows ?? [], member.parked);
      await this.runAll(writesOf(this.schema, plan.projection, folded));
      return folded;
    } catch (error) {
      if (!isDataFault(error)) throw error;
      await this.client.query('ROLLBACK TO SAVEPOINT alone');
      const folded = foldBatch(plan, [], member.parked, messageOf(error));
      await this.runAll(writesOf(this.schema, plan.projection, folded));
      return folded;
    }
  }

  /** The rows of all members are asked for at once. */
  private async writeBatch(members: readonly Member[], items: readonly AllItem[]): Promise<Folded> {
    const planned = members.map((member) => ({ member, plan: planBatch(member.projection, items) }));
    const touching = planned.filter(({ plan }) => plan.keys.length > 0);
    const selects = touching.map(({ plan }) => selectRows(this.schema, plan.projection.table, plan.keys));
    const [, ...loaded] = await this.runAll([BEGIN, ...selects]);
    const rows = new Map(touching.map(({ member }, index) => [member, loaded[index]?.rows ?? []]));
    const folds = new Map(
      planned.map(({ member, plan }) => [member, foldBatch(plan, rows.get(member) ?? [], member.parked)]),
    );
    const writes = [...folds].flatMap(([{ projection }, folded]) => writesOf(this.schema, projection, folded));
    return { folds, writes };
  }

  /** Fewer rows than members: fenced off. */
  moveCheckpoints(members: readonly Member[], moved: Moved): Statement {
    const checkpoints = [...moved].map(([{ projection }, { event, counts }]) => ({
      name: projection.name,
      event,
      counts,
    }));
    const to = [...moved.values()][0]?.position ?? -1n;
    const reachedByAll = leastOf(this.everyone.map((member) => moved.get(member) ?? member));
    const told = this.schema === READ_MODEL_SCHEMA ? reachedByAll : undefined;
    return moveCheckpoints(this.schema, members[0]?.position, to, this.epoch, checkpoints, told);
  }

  committed(moved: Moved): void {
    for (const [member, state] of moved) Object.assign(member, state);
    this.alongside.committed();
  }

  /**
   * All on their way at once: a batch costs a few round trips, however many projections it touches. Ends when each has an
   * answer, so that none comes behind the end of a transaction. @throws what the first one met that failed.
   */
  private async runAll(statements: readonly Statement[]): Promise<readonly pg.QueryResult[]> {
    const answers = await Promise.allSettled(
      statements.map(({ name, text, values }) => this.client.query({ name, text, values })),
    );
    return answers.map((answer) => {
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    });
  }

  private async rollBack(): Promise<void> {
    // On a broken connection the server has rolled back by itself.
    await this.client.query('ROLLBACK').catch(() => undefined);
  }
}

/** Everything that a folded batch changes, in order. */
export function writesOf(schema: string, projection: AnyProjection, folded: FoldedBatch): readonly Statement[] {
  const { name, table, details } = projection;
  const parked = folded.parked.length === 0 ? [] : folded.parked;
  return [
    ...changesOf(schema, table, folded.rows),
    ...(details === undefined ? [] : changesOf(schema, details.table, folded.details)),
    ...(parked.length === 0
      ? []
      : [insertParkedEvents(schema, name, parked), insertParkedStreams(schema, name, parked)]),
  ];
}

function changesOf(schema: string, table: Table, changes: FoldedBatch['rows']): readonly Statement[] {
  const rows = changes.flatMap(({ row }) => (row === undefined ? [] : [row]));
  const gone = changes.flatMap(({ key, row }) => (row === undefined ? [key] : []));
  return [
    ...(rows.length === 0 ? [] : [upsertRows(schema, table, rows)]),
    ...(gone.length === 0 ? [] : [deleteRows(schema, table, gone)]),
  ];
}

export type Moved = ReadonlyMap<Member, Pick<Member, 'event' | 'counts' | 'parked'> & { readonly position: bigint }>;

/** What the members are once the batch is committed. */
export function afterBatch(members: readonly Member[], items: readonly AllItem[], folds: Folds): Moved {
  const last = items.at(-1);
  if (last === undefined) throw new Error('A batch has at least one item');
  const lastEvent = items.findLast((item) => item.kind !== 'checkpoint');
  return new Map(
    members.map((member) => {
      const fold = folds.get(member);
      const state = {
        position: positionOf(last),
        event: lastEvent === undefined ? member.event : { position: positionOf(lastEvent), id: idOf(lastEvent) },
        counts: plus(member.counts, fold?.counts ?? NOTHING_COUNTED),
        parked: withParked(member.parked, fold?.parked ?? []),
      };
      return [member, state];
    }),
  );
}

const withParked = (streams: Set<string>, items: FoldedBatch['parked']): Set<string> =>
  items.length === 0 ? streams : new Set([...streams, ...items.map(({ stream }) => stream)]);

export const positionOf = (item: AllItem): bigint => (item.kind === 'event' ? item.event.position : item.position);
const idOf = (item: EventItem): string => (item.kind === 'event' ? item.event.id : item.id);

export const faultOf = (error: unknown): Error =>
  error instanceof FencedError || error instanceof DatabaseFaultError ? error : new DatabaseFaultError(error);
