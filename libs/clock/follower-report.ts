import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { Instant } from '#kernel/instant.js';
import { migrateClockFollower, removeFollower, reportFollower } from './clock-follower-table.js';

/** A start does not wait longer for a Postgres that is away. */
const FIRST_MS_MAX = 3_000;
/** Well below what the mover takes for gone. */
const HEARTBEAT_MS = 1_000;
const CONNECT_MS_MAX = 3_000;
/** A clean stop does not wait longer for a Postgres that is away. */
const FAREWELL_MS_MAX = 1_000;

interface Taken {
  readonly revision: number;
  readonly instant: Instant;
}

/**
 * Tells the clock's owner, through Postgres, which setting this process has taken: at each change, and every second. Best
 * effort: a process whose Postgres is away takes orders all the same, and counts as gone for the owner.
 */
export class FollowerReport {
  readonly processId = randomUUID();
  private readonly logger = new Logger(FollowerReport.name);
  private readonly pool: pg.Pool;
  private migrated = false;
  private taken: Taken | undefined;
  private reporting: Promise<void> | undefined;
  private again = false;
  private heartbeat: NodeJS.Timeout | undefined;
  private lost = false;

  constructor(
    databaseUrl: string,
    private readonly role: string,
  ) {
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: CONNECT_MS_MAX });
    // A connection that breaks says so here, in use or not, and again at the next statement.
    this.pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  }

  /** The owner knows of this process once this has resolved, unless Postgres is away. */
  async start(taken: Taken): Promise<void> {
    this.heartbeat = setInterval(() => this.report(), HEARTBEAT_MS);
    this.heartbeat.unref();
    this.tell(taken);
    await Promise.race([this.reporting, sleep(FIRST_MS_MAX, undefined, { ref: false })]);
  }

  tell(taken: Taken): void {
    this.taken = taken;
    this.report();
  }

  async stop(): Promise<void> {
    clearInterval(this.heartbeat);
    this.taken = undefined;
    await this.reporting;
    const farewell = removeFollower(this.pool, this.processId).catch(() => undefined);
    await Promise.race([farewell, sleep(FAREWELL_MS_MAX, undefined, { ref: false })]);
    await this.pool.end();
  }

  /** One report at a time; a change meanwhile makes for one more. */
  private report(): void {
    this.again = true;
    this.reporting ??= this.reportAll().finally(() => {
      this.reporting = undefined;
    });
  }

  private async reportAll(): Promise<void> {
    while (this.again && this.taken !== undefined) {
      this.again = false;
      await this.reportOnce(this.taken);
    }
  }

  private async reportOnce(taken: Taken): Promise<void> {
    try {
      if (!this.migrated) await migrateClockFollower(this.pool);
      this.migrated = true;
      await reportFollower(this.pool, { ...taken, processId: this.processId, role: this.role });
      this.lost = false;
    } catch (error) {
      if (!this.lost) this.logger.warn(`The clock's owner can't be told: ${String(error)}`);
      this.lost = true;
      this.migrated = false;
    }
  }
}
