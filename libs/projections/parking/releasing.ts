import type pg from 'pg';
import type { AllItem } from '#event-store/event-reader.js';
import { allItemOf } from '#event-store/eventstoredb/recorded.js';
import { READ_MODEL_SCHEMA } from '#read-models/database/table.js';
import type { ParkedAnswer, ParkedRequestRow } from '#read-models/parked/parked.rows.js';
import { tablesOf } from '../rebuild/shadow-schema.js';
import { type FoldedBatch, foldBatch, keyText, planBatch } from '../runner/batch-fold.js';
import { FencedError, isDataFault, messageOf } from '../runner/faults.js';
import { faultOf, positionOf, writesOf } from '../runner/leader-store.js';
import type { Counts, Member } from '../runner/member.js';
import { selectRows } from '../runner/row-statements.js';
import { measure } from '../runner/runner-metrics.js';
import type { Workshop } from '../workshop/workshop.js';

/** An operator looks at these; a stream has a handful of rows. */
const ROWS_SHOWN_MAX = 20;

/** The first event that still fails. */
class StillFailsError extends Error {
  constructor(
    readonly revision: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Applies what is parked of a stream, in order, on the rows as they are served, in one transaction: rolled back when it is
 * only tried, or when one event still fails. Live batches wait meanwhile.
 */
export class Releasing {
  private readonly client: pg.Client;
  private readonly touched = new Map<string, { readonly table: string; readonly row: Record<string, unknown> }>();
  private readonly counts = { applied: 0, ignored: 0 };

  constructor(
    private readonly shop: Pick<Workshop, 'lead' | 'reader'>,
    private readonly member: Member,
    private readonly request: Pick<ParkedRequestRow, 'stream' | 'action'>,
  ) {
    this.client = shop.lead.client;
  }

  /** @throws FencedError, DatabaseFaultError, and what the reader throws. */
  async answer(): Promise<ParkedAnswer> {
    const items = await this.parkedItems();
    if (items.length === 0) return { ...NOTHING, error: 'Nothing of this stream is parked in that projection' };
    try {
      await this.client.query('BEGIN');
      for (const item of items) await this.apply(item);
      const released = this.request.action === 'release';
      if (released) await this.unpark();
      await this.client.query(released ? 'COMMIT' : 'ROLLBACK');
      if (released) this.remember();
      return { ...NOTHING, released, works: true, events: items.length, rows: this.rows() };
    } catch (error) {
      await this.client.query('ROLLBACK').catch(() => undefined);
      if (!(error instanceof StillFailsError)) throw faultOf(error);
      return { ...NOTHING, events: items.length, error: error.message, revision: error.revision };
    }
  }

  /** Those that were parked, and no later ones: what the projection has not read yet, it will. */
  private async parkedItems(): Promise<readonly AllItem[]> {
    const { rows } = await this.client.query<{ revision: number }>(
      'SELECT revision FROM read_model.parked_event WHERE projection = $1 AND stream = $2 ORDER BY revision',
      [this.member.projection.name, this.request.stream],
    );
    const [first] = rows;
    if (first === undefined) return [];
    const revisions = new Set(rows.map(({ revision }) => revision));
    const recorded = await this.shop.reader.readRecorded(this.request.stream, first.revision);
    return recorded.filter(({ revision }) => revisions.has(revision)).map((event) => allItemOf(event));
  }

  private async apply(item: AllItem): Promise<void> {
    const { projection } = this.member;
    const plan = planBatch(projection, [item]);
    const loaded =
      plan.keys.length === 0 ? [] : (await this.run(selectRows(READ_MODEL_SCHEMA, projection.table, plan.keys))).rows;
    const folded = foldBatch(plan, loaded, new Set());
    const [parked] = folded.parked;
    if (parked !== undefined) throw new StillFailsError(parked.revision, parked.error);
    try {
      for (const statement of writesOf(READ_MODEL_SCHEMA, projection, folded)) await this.run(statement);
    } catch (error) {
      if (!isDataFault(error)) throw error;
      throw new StillFailsError(revisionOf(item), messageOf(error));
    }
    this.counts.applied += folded.counts.applied;
    this.counts.ignored += folded.counts.ignored;
    this.note(folded);
  }

  private note({ rows, details }: FoldedBatch): void {
    const [table, detailTable] = tablesOf(this.member.projection);
    for (const [of, changes] of [[table, rows] as const, [detailTable, details] as const]) {
      for (const { key, row } of changes) {
        const at = `${of?.name} ${keyText(key)}`;
        if (row === undefined) this.touched.delete(at);
        else this.touched.set(at, { table: String(of?.name), row });
      }
    }
  }

  private rows(): ParkedAnswer['rows'] {
    return [...this.touched.values()].slice(0, ROWS_SHOWN_MAX);
  }

  /** Fenced as every batch is: the counts move only where the checkpoint stands as this leader left it. */
  private async unpark(): Promise<void> {
    const { projection, position } = this.member;
    const { applied, ignored, parked } = this.countsAfter();
    for (const table of ['parked_event', 'parked_stream']) {
      await this.client.query(`DELETE FROM read_model.${table} WHERE projection = $1 AND stream = $2`, [
        projection.name,
        this.request.stream,
      ]);
    }
    const { rowCount } = await this.client.query(
      `UPDATE read_model.checkpoint SET events_applied = $3, events_ignored = $4, events_parked = $5
       WHERE projection = $1 AND position = $2::int8 AND epoch = $6::int8`,
      [projection.name, String(position), applied, ignored, parked, String(this.shop.lead.store.epoch)],
    );
    if (rowCount !== 1) throw new FencedError();
  }

  private remember(): void {
    const parked = new Set(this.member.parked);
    parked.delete(this.request.stream);
    Object.assign(this.member, { counts: this.countsAfter(), parked });
    measure([this.member]);
  }

  private countsAfter(): Counts {
    const { applied, ignored, parked } = this.member.counts;
    const { applied: more, ignored: passed } = this.counts;
    return { applied: applied + more, ignored: ignored + passed, parked: parked - more - passed };
  }

  private run({ name, text, values }: { name: string; text: string; values: unknown[] }) {
    return this.client.query<Record<string, unknown>>({ name, text, values });
  }
}

const NOTHING: ParkedAnswer = { released: false, works: false, events: 0, error: null, revision: null, rows: [] };

const revisionOf = (item: AllItem): number =>
  item.kind === 'event' ? item.event.revision : item.kind === 'undecodable' ? item.revision : Number(positionOf(item));
