import type pg from 'pg';
import type { AllItem } from '#event-store/event-reader.js';
import { READ_MODEL_SCHEMA } from '#read-models/database/table.js';
import type { AnyProjection } from '../projection.js';
import { type FoldedBatch, foldBatch, planBatch } from './batch-fold.js';
import { insertParkedEvents, insertParkedStreams, moveCheckpoints } from './checkpoint-statements.js';
import { DatabaseFaultError, FencedError, isDataFault, messageOf } from './faults.js';
import { leastOf, type Member, NOTHING_COUNTED, plus } from './member.js';
import { deleteRows, type Statement, selectRows, upsertRows } from './row-statements.js';

type Table = AnyProjection['table'];
type Folds = ReadonlyMap<Member, FoldedBatch>;

/**
 * What the leader of an epoch writes: rows, parked events and checkpoints of a batch in one transaction. The members'
 * state in memory follows the commit, never goes before it.
 */
export class LeaderStore {
  constructor(
    private readonly client: pg.Client,
    private readonly epoch: bigint,
    private readonly everyone: readonly Member[],
  ) {}

  /**
   * @param members all at the same position. @param items behind that position, in order, not empty.
   * @throws FencedError, DatabaseFaultError
   */
  async apply(members: readonly Member[], items: readonly AllItem[]): Promise<void> {
    try {
      await this.transaction(members, items, (member) => this.writeBatch(member, items));
    } catch (error) {
      if (!isDataFault(error)) throw faultOf(error);
      await this.applyInParts(members, items);
    }
  }

  /** Forgets all that a projection has, and lets it begin again. @throws FencedError, DatabaseFaultError */
  async reset(member: Member): Promise<void> {
    const { name, table, details } = member.projection;
    const tables = [table, ...(details === undefined ? [] : [details.table])];
    try {
      await this.client.query('BEGIN');
      await this.client.query(`TRUNCATE ${tables.map((one) => `${READ_MODEL_SCHEMA}.${one.name}`).join(', ')}`);
      await this.client.query('DELETE FROM read_model.parked_event WHERE projection = $1', [name]);
      await this.client.query('DELETE FROM read_model.parked_stream WHERE projection = $1', [name]);
      const { rowCount } = await this.client.query(
        `UPDATE read_model.checkpoint SET position = NULL, event_position = NULL, event_id = NULL,
           events_read = 0, events_applied = 0, events_ignored = 0, events_parked = 0
         WHERE projection = $1 AND epoch = $2`,
        [name, this.epoch.toString()],
      );
      if (rowCount !== 1) throw new FencedError();
      await this.client.query('COMMIT');
    } catch (error) {
      await this.rollBack();
      throw faultOf(error);
    }
    Object.assign(member, { position: undefined, event: undefined, counts: NOTHING_COUNTED, parked: new Set() });
  }

  private async transaction(
    members: readonly Member[],
    items: readonly AllItem[],
    write: (member: Member) => Promise<FoldedBatch>,
  ): Promise<void> {
    const folds = new Map<Member, FoldedBatch>();
    try {
      await this.client.query('BEGIN');
      for (const member of members) folds.set(member, await write(member));
      const moved = afterBatch(members, items, folds);
      await this.moveCheckpoints(members, moved);
      await this.client.query('COMMIT');
      for (const [member, state] of moved) Object.assign(member, state);
    } catch (error) {
      await this.rollBack();
      throw error;
    }
  }

  /** Halved until the event is alone that Postgres does not take: all others still share their transactions. */
  private async applyInParts(members: readonly Member[], items: readonly AllItem[]): Promise<void> {
    const [first, ...rest] = items;
    if (first !== undefined && rest.length === 0) return this.applyAlone(members, first);
    const middle = Math.ceil(items.length / 2);
    await this.apply(members, items.slice(0, middle));
    await this.apply(members, items.slice(middle));
  }

  /** An event that Postgres takes from no batch: it is tried alone, and parked where it fails again. */
  private async applyAlone(members: readonly Member[], item: AllItem): Promise<void> {
    try {
      await this.transaction(members, [item], (member) => this.writeOrPark(member, item));
    } catch (error) {
      throw faultOf(error);
    }
  }

  private async writeOrPark(member: Member, item: AllItem): Promise<FoldedBatch> {
    await this.client.query('SAVEPOINT alone');
    try {
      return await this.writeBatch(member, [item]);
    } catch (error) {
      if (!isDataFault(error)) throw error;
      await this.client.query('ROLLBACK TO SAVEPOINT alone');
      return this.writeBatch(member, [item], messageOf(error));
    }
  }

  private async writeBatch(member: Member, items: readonly AllItem[], poisoned?: string): Promise<FoldedBatch> {
    const { projection, parked } = member;
    const plan = planBatch(projection, items);
    const loaded = plan.keys.length === 0 ? [] : (await this.run(selectRows(projection.table, plan.keys))).rows;
    const folded = foldBatch(plan, loaded, parked, poisoned);
    await this.writeChanges(projection.table, folded.rows);
    if (projection.details !== undefined) await this.writeChanges(projection.details.table, folded.details);
    if (folded.parked.length > 0) {
      await this.run(insertParkedEvents(projection.name, folded.parked));
      await this.run(insertParkedStreams(projection.name, folded.parked));
    }
    return folded;
  }

  private async writeChanges(table: Table, changes: FoldedBatch['rows']): Promise<void> {
    const rows = changes.flatMap(({ row }) => (row === undefined ? [] : [row]));
    const gone = changes.flatMap(({ key, row }) => (row === undefined ? [key] : []));
    if (rows.length > 0) await this.run(upsertRows(table, rows));
    if (gone.length > 0) await this.run(deleteRows(table, gone));
  }

  private async moveCheckpoints(members: readonly Member[], moved: Moved): Promise<void> {
    const checkpoints = [...moved].map(([{ projection }, { event, counts }]) => ({
      name: projection.name,
      event,
      counts,
    }));
    const to = [...moved.values()][0]?.position ?? -1n;
    const reachedByAll = leastOf(this.everyone.map((member) => moved.get(member) ?? member));
    const { rows } = await this.run(moveCheckpoints(members[0]?.position, to, this.epoch, checkpoints, reachedByAll));
    if (rows[0]?.moved !== members.length) throw new FencedError();
  }

  private run({ name, text, values }: Statement): Promise<pg.QueryResult> {
    return this.client.query({ name, text, values });
  }

  private async rollBack(): Promise<void> {
    // On a broken connection the server has rolled back by itself.
    await this.client.query('ROLLBACK').catch(() => undefined);
  }
}

type Moved = ReadonlyMap<Member, Pick<Member, 'event' | 'counts' | 'parked'> & { readonly position: bigint }>;

function afterBatch(members: readonly Member[], items: readonly AllItem[], folds: Folds): Moved {
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
const idOf = (item: Exclude<AllItem, { kind: 'checkpoint' }>): string =>
  item.kind === 'event' ? item.event.id : item.id;

const faultOf = (error: unknown): Error => (error instanceof FencedError ? error : new DatabaseFaultError(error));
