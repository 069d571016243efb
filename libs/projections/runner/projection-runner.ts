import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditReader } from '#event-store/audit-reader.js';
import type { EventReader } from '#event-store/event-reader.js';
import type { Logger } from '#observability/logger.js';
import { migrateReadModels } from '#read-models/database/migrate.js';
import type { AnyProjection } from '../projection.js';
import { WorkshopRunner } from '../workshop/workshop-runner.js';
import { checkSource } from './check-source.js';
import { DatabaseFaultError, FencedError, messageOf, WrongHistoryError } from './faults.js';
import { type Leadership, takeLead } from './leadership.js';
import { ProjectionFeed } from './projection-feed.js';
import { measure, runnerMetrics } from './runner-metrics.js';

/** Waits between tries while Postgres or the event store is away: doubling from the first to the last. */
const RETRY_MS_FIRST = 100;
const RETRY_MS_MAX = 5_000;
/** A wrong store is no accident that passes by itself; it is looked at again for whoever brings the right one back. */
const RECHECK_MS = 10_000;

export interface RunnerOptions {
  readonly databaseUrl: string;
  readonly reader: EventReader & AuditReader;
  readonly projections: readonly AnyProjection[];
  readonly logger: Logger;
}

/** Keeps the read models what the history says: leads, or stands by for whoever does. Never ends by a fault. */
export class ProjectionRunner {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private settle: { readonly ready: () => void; readonly failed: (error: unknown) => void } | undefined;

  constructor(private readonly options: RunnerOptions) {}

  /** @returns once this process leads or stands by. @throws WrongHistoryError when the store is not the right one. */
  start(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.settle = { ready: resolve, failed: reject };
      this.running = this.run().finally(() => resolve());
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    let waitMs = RETRY_MS_FIRST;
    while (!this.stopping.signal.aborted) {
      try {
        await this.serveOnce();
        waitMs = RETRY_MS_FIRST;
      } catch (error) {
        this.report(error);
        await this.pause(error instanceof WrongHistoryError ? RECHECK_MS : waitMs);
        waitMs = Math.min(2 * waitMs, RETRY_MS_MAX);
      }
    }
  }

  /** From standing by to the loss of leadership. */
  private async serveOnce(): Promise<void> {
    const { databaseUrl, reader, projections, logger } = this.options;
    await migrateReadModels(databaseUrl).catch((error: unknown) => {
      throw new DatabaseFaultError(error);
    });
    const lead = await takeLead(databaseUrl, projections, this.stopping.signal, () => {
      logger.info('stands by: another projector leads');
      this.settle?.ready();
    });
    if (lead === undefined) return;
    try {
      await checkSource(lead.client, reader, lead.members);
      await this.project(lead);
    } finally {
      runnerMetrics.leads.set(0);
      await lead.end();
    }
  }

  private async project(lead: Leadership): Promise<void> {
    const { reader, logger } = this.options;
    const over = new AbortController();
    const stop = AbortSignal.any([this.stopping.signal, over.signal]);
    logger.info('leads');
    runnerMetrics.leads.set(1);
    measure(lead.members);
    const feed = new ProjectionFeed(reader, lead, this.stopping.signal, logger);
    const workshop = new WorkshopRunner(this.options, lead, feed, stop).run();
    this.settle?.ready();
    try {
      await feed.run();
    } finally {
      over.abort();
      await workshop;
    }
  }

  private report(error: unknown): void {
    const { logger } = this.options;
    if (error instanceof FencedError) {
      runnerMetrics.steppedDown.inc();
      logger.warn(error.message);
    } else if (error instanceof WrongHistoryError) {
      logger.fatal(`Refuses to project: ${error.message}`);
      this.settle?.failed(error);
    } else if (error instanceof DatabaseFaultError) logger.warn(error.message);
    else logger.warn({ reason: messageOf(error) }, 'the event store can not be read now');
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
