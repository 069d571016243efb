import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { Instant } from '#kernel/instant.js';
import { ReadDatabase } from '#read-models/database/read-database.js';
import type { DueWorkRow } from '#read-models/due-work/due-work.rows.js';
import { STUCK_STATUSES, type StuckStatus } from '#read-models/due-work/stuck-orders.queries.js';
import type { DueKind, DueWork } from './due-work.js';

/** Rows of one page: some 100 KB. */
export const DUE_PAGE_MAX = 500;
/** A parked stream is a fault that an operator is told of: so many at once are one cause. */
const PARKED_MAX = 10_000;

/** Where a page ended. */
type After = Pick<DueWork, 'dueAt' | 'stream' | 'kind'>;

type ReadPage = () => Promise<readonly DueWork[]>;

/** The read model `due_work`, as far as the projector has it. All methods @throws ReadModelUnavailableError. */
@Injectable()
export class DueWorkReader {
  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /**
   * What is due until an instant (inclusive), page by page, in due order.
   * @param reading reads a page, again after a fault if it likes: a generator that threw once has nothing more to give.
   */
  async *dueUntil(
    until: Instant,
    kinds: readonly DueKind[],
    reading: (read: ReadPage) => Promise<readonly DueWork[]> = (read) => read(),
  ): AsyncGenerator<readonly DueWork[], void> {
    let after: After | undefined;
    do {
      const page = await reading(() => this.page(until, kinds, after));
      if (page.length > 0) yield page;
      after = page.length < DUE_PAGE_MAX ? undefined : page.at(-1);
    } while (after !== undefined);
  }

  /** The earliest instant behind this one at which something falls due. */
  async nextAfter(now: Instant): Promise<Instant | undefined> {
    const row = await this.database.run((db) =>
      db
        .selectFrom('due_work')
        .select('due_at')
        .where(isFree)
        .where('due_at', '>', now)
        .orderBy('due_at')
        .limit(1)
        .executeTakeFirst(),
    );
    return row?.due_at;
  }

  /** How much of each kind is due since longer than an instant. */
  async overdue(before: Instant): Promise<ReadonlyMap<DueKind, number>> {
    const rows = await this.database.run((db) =>
      db
        .selectFrom('due_work')
        .select(['kind', sql<number>`count(*)::int4`.as('rows')])
        .where(isFree)
        .where('due_at', '<', before)
        .groupBy('kind')
        .execute(),
    );
    return new Map(rows.map(({ kind, rows: count }) => [kind, count]));
  }

  /** Subscriptions whose due work an operator holds. */
  async heldSubscriptions(): Promise<number> {
    const { held } = await this.database.run((db) =>
      db
        .selectFrom('subscription')
        .select(sql<number>`count(*)::int4`.as('held'))
        .where('held', 'is not', null)
        .executeTakeFirstOrThrow(),
    );
    return held;
  }

  /** How many orders there are in each status that is none to stay in; also of those that no order is in. */
  async ordersNotActive(): Promise<ReadonlyMap<StuckStatus, number>> {
    const rows = await this.database.run((db) =>
      db
        .selectFrom('subscription')
        .select(['status', sql<number>`count(*)::int4`.as('orders')])
        .where('status', 'in', STUCK_STATUSES)
        .groupBy('status')
        .execute(),
    );
    return new Map(STUCK_STATUSES.map((status) => [status, rows.find((row) => row.status === status)?.orders ?? 0]));
  }

  /** Streams that the projection goes on without: what falls due for them is in the history alone. */
  async parkedStreams(): Promise<readonly string[]> {
    const rows = await this.database.run((db) =>
      db
        .selectFrom('parked_stream')
        .select('stream')
        .where('projection', '=', 'due_work')
        .orderBy('stream')
        .limit(PARKED_MAX)
        .execute(),
    );
    return rows.map(({ stream }) => stream);
  }

  private async page(until: Instant, kinds: readonly DueKind[], after: After | undefined): Promise<DueWork[]> {
    const rows = await this.database.run((db) => {
      const due = db
        .selectFrom('due_work')
        .selectAll()
        .where(isFree)
        .where('due_at', '<=', until)
        .where('kind', 'in', kinds);
      const rest =
        after === undefined
          ? due
          : due.where(sql<boolean>`(due_at, stream, kind) > (${after.dueAt}, ${after.stream}, ${after.kind})`);
      return rest.orderBy('due_at').orderBy('stream').orderBy('kind').limit(DUE_PAGE_MAX).execute();
    });
    return rows.map(dueWorkOf);
  }
}

/** What an operator holds neither happens nor is late: nobody is woken for it. */
const isFree = sql<boolean>`NOT held`;

const dueWorkOf = ({ stream, kind, due_at, attempt, details }: DueWorkRow): DueWork => ({
  stream,
  kind,
  dueAt: due_at,
  attempt,
  details,
});
