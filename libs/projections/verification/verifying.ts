import { measureVerification } from '#read-models/verifications/verification.metrics.js';
import type { TableReport, VerificationRow } from '#read-models/verifications/verification.rows.js';
import { compareTable, fixMoment } from '../rebuild/compare.js';
import { Pace } from '../rebuild/pace.js';
import { ProgressReport } from '../rebuild/progress-report.js';
import { Replay, recordedPages } from '../rebuild/replay.js';
import { createShadow, dropShadow, hasProgress, isOfTheseTables, tablesOf } from '../rebuild/shadow-schema.js';
import { ShadowStore } from '../rebuild/shadow-store.js';
import { asLeader } from '../workshop/as-leader.js';
import { eventsServed, servedPosition, type Workshop } from '../workshop/workshop.js';
import { ChainCheck } from './chain-check.js';
import type { Changes, VerificationLedger } from './verification-ledger.js';

/** Rows of one table that are listed with what differs; all are counted. */
const DRIFT_LISTED_MAX = 50;
/** As near as this to what is live, the rest is read while live batches wait. */
const NEAR_EVENTS = 200;

/**
 * Reads everything, as it is stored: checks the chain of every stream, makes every read model again beside the served
 * ones, and compares them row by row at one position. Goes on where an earlier leader left off; drops what it made.
 */
export class Verifying {
  private readonly schema: string;

  constructor(
    private readonly shop: Workshop,
    private readonly ledger: VerificationLedger,
    private readonly row: VerificationRow,
  ) {
    this.schema = `verification_${row.number}`;
  }

  async run(): Promise<void> {
    const { projections, lead, over } = this.shop;
    if (!(await this.hasBegun())) await this.begin();
    await this.change({ events_total: BigInt(eventsServed(this.shop)) });
    const store = await ShadowStore.open(this.shop, this.schema, lead.store.epoch, projections);
    const chain = new ChainCheck(this.shop.reading, this.schema);
    const replay = this.replayInto(store, chain, this.row.events_per_second_max);
    for (let before = Number.NEGATIVE_INFINITY; store.eventsRead - before > NEAR_EVENTS; ) {
      before = store.eventsRead;
      await replay.upTo(servedPosition(this.shop));
      over.throwIfAborted();
    }
    await this.judge(store, chain);
  }

  /** What was made for the tables of another version is of no use: nobody is told of it, it just takes longer. */
  private async hasBegun(): Promise<boolean> {
    const { client, projections } = this.shop;
    const names = projections.map(({ name }) => name);
    return (await hasProgress(client, this.schema, names)) && (await isOfTheseTables(client, this.schema));
  }

  private async begin(): Promise<void> {
    const { client, projections } = this.shop;
    await createShadow(client, this.schema, projections);
    await ChainCheck.createTables(client, this.schema);
  }

  /** The moment is fixed between two live batches; they go on while it is looked at. */
  private async judge(store: ShadowStore, chain: ChainCheck): Promise<void> {
    const { client, feed, logger } = this.shop;
    const last = this.replayInto(store, chain, null);
    await feed.betweenBatches(async () => {
      await last.upTo(servedPosition(this.shop));
      await fixMoment(client);
    });
    const readModels = await this.compare().finally(() => client.query('ROLLBACK'));
    const report = await chain.report();
    const drifted = readModels.reduce((all, { driftedRows }) => all + driftedRows, 0);
    const status = drifted + report.faulty === 0 ? 'clean' : 'drift';
    await this.finish({
      status,
      events_read: BigInt(report.events),
      position_to: store.event ?? null,
      chain: report,
      read_models: readModels,
    });
    if (status === 'drift') logger.error({ drifted, chainFaults: report.faulty }, 'a verification found drift');
  }

  private async finish(outcome: Changes): Promise<void> {
    await asLeader(this.shop, async () => {
      await this.change({ ...outcome, finished_at: 'now()' });
      await dropShadow(this.shop.client, this.schema);
    });
    const last = await this.ledger.last();
    if (last !== undefined) measureVerification(last);
  }

  private async compare(): Promise<readonly TableReport[]> {
    const reports: TableReport[] = [];
    for (const table of this.shop.projections.flatMap(tablesOf)) {
      const found = await compareTable(this.shop.client, this.schema, table, DRIFT_LISTED_MAX);
      const { rows, added, removed, changed, examples } = found;
      const drift = examples.map(({ key, field, served, rebuilt }) => ({ key, field, served, expected: rebuilt }));
      reports.push({ table: table.name, rows, driftedRows: added + removed + changed, drift });
    }
    return reports;
  }

  private replayInto(store: ShadowStore, chain: ChainCheck, eventsPerSecondMax: number | null): Replay {
    const { reader, feed, over } = this.shop;
    const pace = new Pace(eventsPerSecondMax, () => feed.busyMs(), over);
    const report = new ProgressReport(
      () => store.eventsRead,
      (read, rate) =>
        this.change({ events_read: BigInt(read), events_per_second: rate, position_to: store.event ?? null }),
    );
    return new Replay(recordedPages(reader), store, pace, over, () => report.look(), chain);
  }

  private change(changes: Changes): Promise<void> {
    return this.ledger.change(this.row.verification_id, changes);
  }
}
