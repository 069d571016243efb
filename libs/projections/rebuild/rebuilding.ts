import type pg from 'pg';
import { READ_MODEL_SCHEMA } from '#read-models/database/table.js';
import type { Preview, Proof, RebuildRow } from '#read-models/rebuilds/rebuild.rows.js';
import type { AnyProjection } from '../projection.js';
import { positionOf } from '../runner/leader-store.js';
import { type Member, plus } from '../runner/member.js';
import { asLeader } from '../workshop/as-leader.js';
import { eventsServed, servedPosition, type Workshop } from '../workshop/workshop.js';
import { compareTable, fixMoment, hashRows } from './compare.js';
import { eventsBehind } from './events-behind.js';
import { Pace } from './pace.js';
import { ProgressReport } from './progress-report.js';
import { type Changes, RebuildLedger } from './rebuild-ledger.js';
import { decodedPages, Replay, type Turn } from './replay.js';
import { createShadow, dropShadow, finishShadow, hasProgress, tablesOf, tablesVersion } from './shadow-schema.js';
import { ShadowStore } from './shadow-store.js';
import { type Swap, swapBetweenBatches } from './swap.js';
import { sumOf } from './tally.js';

/** A preview is to be read by a person. */
const EXAMPLES_MAX = 20;
/** After a round of so few, what came meanwhile is far less, and is read while live batches wait: a moment. */
const NEAR_EVENTS = 2_000;
/** Where more comes all the time, live batches wait for so many: a second or two under such a load. */
const HELD_EVENTS_MAX = 10_000;
/** Whoever holds live batches up does not wait for them. */
const AT_ONCE = (): number => 0;
/** Before the first event of the domain there is the store's identity, and little else. */
const FIRST_LOOK_EVENTS = 16;
/** Old tables can be served again for so long. */
export const ROLL_BACK_DAYS = 7;

/** What is done in the transaction of a swap. */
type Settling = (client: pg.Client, ledger: RebuildLedger) => Promise<void>;

const shadowOf = ({ number }: RebuildRow): string => `rebuild_${number}`;
const oldOf = ({ number }: RebuildRow): string => `before_rebuild_${number}`;

/** Other tables than those that the rebuild was made for, or the other way round. */
export class TablesChangedError extends Error {
  constructor() {
    super('The tables were changed by a newer version of Termbook since this began: rebuild again');
  }
}

/** One rebuild: reading, comparing, taking the place of what is served, and giving it back. Each step can be repeated. */
export class Rebuilding {
  private readonly projections: readonly AnyProjection[];

  constructor(
    private readonly shop: Workshop,
    private readonly ledger: RebuildLedger,
    private readonly row: RebuildRow,
  ) {
    this.projections = shop.projections.filter(({ name }) => row.projections.includes(name));
  }

  /** Reads everything, from where an earlier leader left off; ends with a proof and a preview. */
  async read(): Promise<void> {
    const { client } = this.shop;
    const begun = await hasProgress(client, shadowOf(this.row), this.row.projections);
    const version = await tablesVersion(client);
    if (!begun) await createShadow(client, shadowOf(this.row), this.projections);
    else if (this.row.tables_version !== version) throw new TablesChangedError();
    await this.change({
      status: 'reading',
      tables_version: version,
      events_total: BigInt(eventsServed(this.shop)),
      position_from: await this.firstPosition(),
    });
    const store = await this.open(shadowOf(this.row));
    await this.follow(store, this.row.events_per_second_max);
    await this.stopIfUnwanted();
    await finishShadow(client, shadowOf(this.row), this.projections);
    await this.follow(store, this.row.events_per_second_max);
    const compared = await this.compare(store);
    await this.change({ status: 'ready', ready_at: 'now()', error: null, ...compared });
    this.shop.logger.info({ rebuild: this.row.rebuild_id }, 'a rebuild is ready to be cut over');
  }

  /** Its tables are served from one moment to the next; those that were served until then are kept, older ones are not. */
  async cutOver(): Promise<void> {
    await this.swap(shadowOf(this.row), oldOf(this.row), async (client, ledger) => {
      await this.forgetOlder(client, ledger);
      await dropShadow(client, shadowOf(this.row));
      const now = { status: 'cut-over', wanted: null, cut_over_at: 'now()', old_tables: true, error: null } as const;
      await ledger.change(this.row.rebuild_id, now);
    });
  }

  /** The old tables take in what happened since, and are served again: as if there had been no cut-over. */
  async rollBack(): Promise<void> {
    await this.swap(oldOf(this.row), shadowOf(this.row), async (client, ledger) => {
      for (const schema of [shadowOf(this.row), oldOf(this.row)]) await dropShadow(client, schema);
      const now = {
        status: 'rolled-back',
        wanted: null,
        finished_at: 'now()',
        old_tables: false,
        error: null,
      } as const;
      await ledger.change(this.row.rebuild_id, now);
    });
  }

  cancel(): Promise<void> {
    return this.giveUp({ status: 'cancelled' });
  }

  /** Nothing was changed: what was asked may be asked again. */
  async waitWith(error: string): Promise<void> {
    await this.change({ wanted: null, error });
  }

  fail(error: string): Promise<void> {
    return this.giveUp({ status: 'failed', error });
  }

  private giveUp(outcome: Changes): Promise<void> {
    return asLeader(this.shop, async () => {
      await dropShadow(this.shop.client, shadowOf(this.row));
      await this.change({ ...outcome, wanted: null, finished_at: 'now()' });
    });
  }

  /** Old tables are dropped once nobody will want them back. */
  private async forgetOlder(client: pg.Client, ledger: RebuildLedger): Promise<void> {
    for (const older of await ledger.withOldTables(this.row.projections, ROLL_BACK_DAYS)) {
      await dropShadow(client, oldOf(older));
      await ledger.change(older.rebuild_id, { old_tables: false, finished_at: 'now()' });
    }
  }

  /** Of the first event that projections see; null: there is none. */
  private async firstPosition(): Promise<bigint | null> {
    let after: bigint | undefined;
    for (;;) {
      const { items, end } = await this.shop.reader.readAll(after, FIRST_LOOK_EVENTS);
      const first = items.find(({ kind }) => kind !== 'checkpoint');
      const last = items.at(-1);
      if (first !== undefined) return positionOf(first);
      if (end || last === undefined) return null;
      after = positionOf(last);
    }
  }

  private open(schema: string): Promise<ShadowStore> {
    return ShadowStore.open(this.shop, schema, this.shop.lead.store.epoch, this.projections);
  }

  /**
   * Until it is near enough to what is live. Where a round is not half of the one before, it would come no nearer by going
   * behind what is live: they take turns, a page and a batch, and a page is larger. Only a rebuild that may go no faster
   * than the history grows never gets there.
   */
  private async follow(store: ShadowStore, eventsPerSecondMax: number | null): Promise<void> {
    const { feed, over } = this.shop;
    let replay = this.replayInto(store, eventsPerSecondMax, () => feed.busyMs());
    let before = Number.POSITIVE_INFINITY;
    for (;;) {
      const read = store.eventsRead;
      await replay.upTo(servedPosition(this.shop));
      const round = store.eventsRead - read;
      const comesNearer = 2 * round <= before;
      if (over.aborted || round <= (comesNearer ? NEAR_EVENTS : HELD_EVENTS_MAX)) return;
      if (!comesNearer && eventsPerSecondMax === null) {
        replay = this.replayInto(store, null, AT_ONCE, (act) => feed.betweenBatches(act));
      }
      before = round;
    }
  }

  /** @param liveWaitsMs for how long those wait that go first. */
  private replayInto(
    store: ShadowStore,
    eventsPerSecondMax: number | null,
    liveWaitsMs: () => number,
    turn?: Turn,
  ): Replay {
    const { reader, over } = this.shop;
    const pace = new Pace(eventsPerSecondMax, liveWaitsMs, over);
    const report = new ProgressReport(
      () => store.eventsRead,
      async (read, rate) => {
        await this.change({ events_read: BigInt(read), events_per_second: rate, position_to: store.event ?? null });
        await this.stopIfUnwanted();
      },
    );
    return new Replay(decodedPages(reader), store, pace, over, () => report.look(), undefined, turn);
  }

  /** @throws UnwantedError when somebody cancelled it meanwhile, PutAsideError for what takes no time. */
  private async stopIfUnwanted(): Promise<void> {
    this.shop.over.throwIfAborted();
    const next = await this.ledger.next();
    if (next?.wanted === null || next === undefined) return;
    if (next.rebuild_id !== this.row.rebuild_id) throw new PutAsideError();
    if (next.wanted === 'cancel') throw new UnwantedError();
  }

  /** Both sides at one position: the moment is fixed between two live batches, and lasts while they go on. */
  private async compare(store: ShadowStore): Promise<{ proof: Proof; preview: Preview; position_to: bigint | null }> {
    const { client, feed, lead } = this.shop;
    const last = this.replayInto(store, null, AT_ONCE);
    let served: readonly Member[] = [];
    await feed.betweenBatches(async () => {
      await last.upTo(servedPosition(this.shop));
      await fixMoment(client);
      served = lead.members
        .filter(({ projection }) => this.projections.includes(projection))
        .map((one) => ({ ...one }));
    });
    try {
      const preview = await this.previewOf();
      return { proof: await this.proofOf(store, served), preview, position_to: store.event ?? null };
    } finally {
      await client.query('ROLLBACK');
    }
  }

  private async previewOf(): Promise<Preview> {
    const { client, reader } = this.shop;
    const examples: Preview['examples'][number][] = [];
    const tables: Preview['tables'][number][] = [];
    for (const projection of this.projections) {
      for (const table of tablesOf(projection)) {
        const found = await compareTable(client, shadowOf(this.row), table, EXAMPLES_MAX - examples.length);
        const { examples: differences, ...counts } = found;
        tables.push(counts);
        for (const one of differences) {
          examples.push({ ...one, events: await eventsBehind(reader, projection, one) });
        }
      }
    }
    const sum = (of: 'rows' | 'added' | 'removed' | 'changed') => tables.reduce((all, table) => all + table[of], 0);
    const [rows, added, removed, changed] = [sum('rows'), sum('added'), sum('removed'), sum('changed')];
    return { rows, added, removed, changed, tables, examples };
  }

  private async proofOf(store: ShadowStore, served: readonly Member[]): Promise<Proof> {
    const { client } = this.shop;
    const tables = this.projections.flatMap(tablesOf);
    const byType = store.byType;
    const events = sumOf(byType);
    const counted = served.map(({ counts }) => counts).reduce(plus, { applied: 0, ignored: 0, parked: 0 });
    const servedEvents = { read: counted.applied + counted.ignored + counted.parked, ...counted };
    const adds = [events, ...byType].every((of) => of.read === of.applied + of.ignored + of.parked);
    return {
      events,
      byType,
      servedEvents,
      rowsHash: await hashRows(client, shadowOf(this.row), tables),
      servedRowsHash: await hashRows(client, READ_MODEL_SCHEMA, tables),
      complete: adds && events.read === servedEvents.read,
    };
  }

  /** @param settle what is so from the same moment on. */
  private async swap(from: string, keepIn: string, settle: Settling): Promise<void> {
    const { client, feed, lead } = this.shop;
    if ((await tablesVersion(client)) !== this.row.tables_version) throw new TablesChangedError();
    const store = await this.open(from);
    await this.follow(store, this.row.events_per_second_max);
    const last = this.replayInto(store, null, AT_ONCE);
    const ledger = new RebuildLedger(lead.client, lead.store.epoch);
    await swapBetweenBatches(
      lead,
      (act) => feed.betweenBatches(act),
      async (): Promise<Swap> => {
        await last.upTo(servedPosition(this.shop));
        return {
          from,
          keepIn,
          projections: this.projections,
          progress: store.progress,
          settle: () => settle(lead.client, ledger),
        };
      },
    );
  }

  private change(changes: Changes): Promise<void> {
    return this.ledger.change(this.row.rebuild_id, changes);
  }
}

/** It was cancelled while it read. */
export class UnwantedError extends Error {}

/** Something was asked of another rebuild: that goes first, and this one goes on where it was. */
export class PutAsideError extends Error {}
