import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { followersBehind, forgetGoneFollowers, migrateClockFollower } from '#clock/clock-follower-table.js';
import type { ClockSetting } from '#clock/clock-setting.js';
import { resumed } from '#clock/clock-setting.js';
import { CLOCK_STREAM, isClockSet } from '#clock/clock-streams.js';
import { SandboxClock } from '#clock/sandbox-clock.js';
import { SandboxClockFollower } from '#clock/sandbox-clock-follower.js';
import { StreamConflictError } from '#event-store/event-appender.js';
import { SYSTEM_STREAM_APPENDER, type SystemStreamAppender } from '#event-store/system-stream-appender.js';
import { type StoredSystemEvent, SYSTEM_STREAM_READER, type SystemStreamReader } from '#event-store/system-streams.js';
import type { Instant } from '#kernel/instant.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { VENDOR_CLOCK, type VendorAgenda, type VendorClock } from '#vendor/vendor-clock.js';
import { MoveInterruptedError, persistently } from './persistently.js';

/** Processes take a new time within milliseconds. */
const LOOK_MS = 3;
/** One that is alive and does not take it for so long is broken. */
const FOLLOW_MS_MAX = 30_000;

/** Sets the sandbox clock: only the process that holds the owner's lock does. */
@Injectable()
export class ClockOwner implements OnApplicationShutdown {
  private readonly pool: pg.Pool;

  constructor(
    @Inject(SandboxClock) private readonly clock: SandboxClock,
    @Inject(SandboxClockFollower) private readonly follower: SandboxClockFollower,
    @Inject(SYSTEM_STREAM_READER) private readonly reader: SystemStreamReader,
    @Inject(SYSTEM_STREAM_APPENDER) private readonly appender: SystemStreamAppender,
    @Inject(VENDOR_CLOCK) private readonly vendor: VendorClock,
    @Inject(SETTINGS) { databaseUrl }: Settings,
  ) {
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
    // A connection that breaks says so here, in use or not, and again at the next statement.
    this.pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  /** What a new owner begins with: the clock goes on from the later of what it shows and the real time. */
  async resume(signal: AbortSignal): Promise<void> {
    await persistently('Prepare the table of followers', signal, () => migrateClockFollower(this.pool));
    await persistently('Forget processes that are gone', signal, () => forgetGoneFollowers(this.pool));
    const last = await persistently('Read the clock', signal, () => this.reader.readLast(CLOCK_STREAM));
    if (last !== undefined) await this.follower.take(last);
    const setting = resumed(last !== undefined && isClockSet(last) ? last.event : undefined, this.clock.real());
    if (setting !== undefined) await this.write(setting, 'resumed', signal);
  }

  /**
   * Sets the clock everywhere: in the history, in every process that judges by it, at the vendor.
   * @param why kept with the event. @returns what the vendor has to say next.
   * @throws MoveInterruptedError when another process has set it meanwhile; Error when a fault lasts.
   */
  async set(to: { now: Instant; ticking: boolean }, why: string, signal: AbortSignal): Promise<VendorAgenda> {
    const stored = await this.write({ ...to, wall: this.clock.real() }, why, signal);
    const [agenda] = await Promise.all([
      persistently('Tell the vendor the time', signal, () => this.vendor.tell(to)),
      persistently('Wait for every process', signal, () => this.everybodyHas(stored.revision)),
    ]);
    return agenda;
  }

  /** Why the clock was set as it is. */
  async lastReason(signal: AbortSignal): Promise<string | undefined> {
    const last = await persistently('Read the clock', signal, () => this.reader.readLast(CLOCK_STREAM));
    return last !== undefined && isClockSet(last) ? last.event.reason : undefined;
  }

  private async write(setting: ClockSetting, reason: string, signal: AbortSignal): Promise<StoredSystemEvent> {
    const { revision } = this.follower;
    const event = { type: 'SandboxClockSet', ...setting, reason } as const;
    const stored = await persistently('Set the clock', signal, async () => {
      try {
        return await this.appender.append(CLOCK_STREAM, revision < 0 ? 'no-stream' : revision, event);
      } catch (error) {
        if (error instanceof StreamConflictError) return this.ifOurs(revision + 1, setting);
        throw error;
      }
    });
    await this.follower.take(stored);
    return stored;
  }

  /** A conflict with our own try whose answer got lost is none. */
  private async ifOurs(revision: number, { now, wall }: ClockSetting): Promise<StoredSystemEvent> {
    const [stored] = await this.reader.read(CLOCK_STREAM, revision);
    const ours = stored !== undefined && isClockSet(stored) && stored.event.now === now && stored.event.wall === wall;
    if (ours) return stored;
    throw new MoveInterruptedError('Another process has set the clock');
  }

  private async everybodyHas(revision: number): Promise<void> {
    const deadline = performance.now() + FOLLOW_MS_MAX;
    for (;;) {
      const behind = await followersBehind(this.pool, revision);
      if (behind.length === 0) return;
      if (performance.now() > deadline) throw new Error(`${behind.join(', ')} did not take the new time`);
      await sleep(LOOK_MS);
    }
  }
}
