import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { StoredSystemEvent, SystemStreamReader } from '#event-store/system-streams.js';
import { CLOCK_STREAM, isClockSet } from './clock-streams.js';
import type { FollowerReport } from './follower-report.js';
import { followStream } from './following.js';
import type { SandboxClock } from './sandbox-clock.js';

/** How long a start waits for the event store. */
const START_MS_MAX = 120_000;
const START_RETRY_MS = 500;

/** What else of this process has to be as far as the history before a new time may be reported as taken. */
export type AlsoWaitFor = (position: bigint) => Promise<void>;

/** Keeps this process's sandbox clock as the stream `sandbox-clock` says. */
export class SandboxClockFollower {
  private readonly logger = new Logger(SandboxClockFollower.name);
  private readonly stopping = new AbortController();
  private readonly waits: AlsoWaitFor[] = [];
  private following: Promise<void> | undefined;
  private takenRevision = -1;

  constructor(
    private readonly clock: SandboxClock,
    private readonly reader: SystemStreamReader,
    private readonly report: FollowerReport,
  ) {}

  /** Revision of the setting that the clock shows; -1 before the first. */
  get revision(): number {
    return this.takenRevision;
  }

  alsoWaitFor(wait: AlsoWaitFor): void {
    this.waits.push(wait);
  }

  /** The clock shows the right time once this has resolved. @throws Error when the event store stays away. */
  async start(): Promise<void> {
    const last = await this.readLast();
    if (last !== undefined) await this.take(last);
    await this.report.start({ revision: this.takenRevision, instant: this.clock.now() });
    this.following = this.follow();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
    await this.report.stop();
  }

  /** Also called by the owner for what it has just written. */
  async take(stored: StoredSystemEvent): Promise<void> {
    if (!isClockSet(stored) || stored.revision <= this.takenRevision) return;
    this.takenRevision = stored.revision;
    this.clock.set(stored.event);
    await Promise.all(this.waits.map((wait) => wait(stored.position)));
    this.report.tell({ revision: stored.revision, instant: stored.event.now });
  }

  private async follow(): Promise<void> {
    const after = this.takenRevision < 0 ? undefined : this.takenRevision;
    for await (const stored of followStream(this.reader, CLOCK_STREAM, after, this.stopping.signal)) {
      await this.take(stored).catch((error) => this.logger.warn(`A new time was taken late: ${String(error)}`));
    }
  }

  private async readLast(): Promise<StoredSystemEvent | undefined> {
    const deadline = performance.now() + START_MS_MAX;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.reader.readLast(CLOCK_STREAM);
      } catch (error) {
        if (performance.now() > deadline || this.stopping.signal.aborted) throw error;
        if (tries === 1) this.logger.warn(`Waits for the event store to read the sandbox clock: ${String(error)}`);
        await sleep(START_RETRY_MS);
      }
    }
  }
}
