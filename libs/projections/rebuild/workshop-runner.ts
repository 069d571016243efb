import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditReader } from '#event-store/audit-reader.js';
import type { EventReader } from '#event-store/event-reader.js';
import type { Logger } from '#observability/logger.js';
import { REQUESTS_CHANNEL, type RebuildRow } from '#read-models/rebuilds/rebuild.rows.js';
import type { AnyProjection } from '../projection.js';
import { DatabaseFaultError, FencedError, messageOf } from '../runner/faults.js';
import type { Leadership } from '../runner/leadership.js';
import type { ProjectionFeed } from '../runner/projection-feed.js';
import { RebuildLedger } from './rebuild-ledger.js';
import { Rebuilding, TablesChangedError, UnwantedError } from './rebuilding.js';
import { TablesInUseError } from './swap.js';
import { connectWorkshop, type Workshop } from './workshop.js';

/** The word of a request may get lost with a connection: look for oneself after this long. */
const LOOK_MS = 1_000;
/** Waits after a fault of Postgres or the event store: doubling from the first to the last. */
const RETRY_MS_FIRST = 200;
const RETRY_MS_MAX = 5_000;

export interface WorkshopOptions {
  readonly databaseUrl: string;
  readonly reader: EventReader & AuditReader;
  readonly projections: readonly AnyProjection[];
  readonly logger: Logger;
}

/**
 * Does what operators ask of the leading projector, one thing after the other, beside the live projections. What it was
 * at when a process ended, the next one that leads goes on with.
 */
export class WorkshopRunner {
  private readonly over: AbortSignal;
  private asked: () => void = () => undefined;

  constructor(
    private readonly options: WorkshopOptions,
    private readonly lead: Leadership,
    private readonly feed: ProjectionFeed,
    stop: AbortSignal,
  ) {
    this.over = AbortSignal.any([stop, lead.lost]);
    this.over.addEventListener('abort', () => this.asked(), { once: true });
  }

  /** Until stopped or until leadership is lost. Never throws: what fails is said, and tried again. */
  async run(): Promise<void> {
    let waitMs = RETRY_MS_FIRST;
    while (!this.over.aborted) {
      try {
        await this.work();
        waitMs = RETRY_MS_FIRST;
      } catch (error) {
        if (this.over.aborted) return;
        this.options.logger.warn({ reason: messageOf(error) }, 'operations work was interrupted');
        await sleep(waitMs, undefined, { signal: this.over }).catch(() => undefined);
        waitMs = Math.min(2 * waitMs, RETRY_MS_MAX);
      }
    }
  }

  private async work(): Promise<void> {
    const connections = await connectWorkshop(this.options.databaseUrl);
    const { client } = connections;
    try {
      client.on('notification', () => this.asked());
      await client.query(`LISTEN ${REQUESTS_CHANNEL}`);
      const { reader, projections, logger } = this.options;
      const { lead, feed, over } = this;
      const shop: Workshop = { reader, projections, logger, lead, feed, over, ...connections };
      while (!over.aborted) {
        const worked = await this.workOnce(shop);
        if (!worked) await this.pause();
      }
    } finally {
      await connections.end();
    }
  }

  /** @returns whether there was something to do. */
  private async workOnce(shop: Workshop): Promise<boolean> {
    const ledger = new RebuildLedger(shop.client, shop.lead.store.epoch);
    const row = await ledger.next();
    if (row !== undefined) await this.rebuild(new Rebuilding(shop, ledger, row), row, ledger);
    return row !== undefined;
  }

  private async rebuild(rebuilding: Rebuilding, row: RebuildRow, ledger: RebuildLedger): Promise<void> {
    try {
      if (row.wanted === 'cut-over') await rebuilding.cutOver();
      else if (row.wanted === 'roll-back') await rebuilding.rollBack();
      else if (row.wanted === 'cancel') await rebuilding.cancel();
      else await rebuilding.read();
    } catch (error) {
      if (this.over.aborted || error instanceof FencedError || error instanceof DatabaseFaultError) throw error;
      if (error instanceof UnwantedError) await rebuilding.cancel();
      else if (error instanceof TablesInUseError || row.status === 'cut-over')
        await ledger.change(row.rebuild_id, { wanted: null, error: messageOf(error) });
      else if (error instanceof TablesChangedError) await rebuilding.fail(error.message);
      else throw error;
    }
  }

  private async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LOOK_MS);
      this.asked = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.over.aborted) this.asked();
    });
  }
}
