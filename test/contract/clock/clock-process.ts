import pg from 'pg';
import { FollowerReport } from '#clock/follower-report.js';
import { SandboxClock } from '#clock/sandbox-clock.js';
import { SandboxClockControl } from '#clock/sandbox-clock-control.js';
import { SandboxClockFollower } from '#clock/sandbox-clock-follower.js';
import type { Instant } from '#kernel/instant.js';
import { ClockKeeper } from '#scheduling/mover/clock-keeper.js';
import { ClockMover } from '#scheduling/mover/clock-mover.js';
import { ClockOwner } from '#scheduling/mover/clock-owner.js';
import type { DueAtInstant } from '#scheduling/mover/due-at-instant.js';
import { MoveAnswers } from '#scheduling/mover/move-answers.js';
import { OWNER_LOCK } from '#scheduling/mover/owner-lock.js';
import type { DueWorkers } from '#scheduling/queues/due-workers.js';
import type { Planner } from '#scheduling/queues/planner.js';
import type { Settings } from '#settings/settings.js';
import type { VendorAgenda, VendorClock } from '#vendor/vendor-clock.js';
import { type Doors, openDoors } from '../event-store/fixture-store.js';

/** Where the processes of one test meet, and the real time that they share. */
export interface Place {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  readonly wall: { now: number };
}

/** A process that judges by the sandbox clock, and lets people move it. */
export class ClockProcess {
  readonly doors: Doors;
  readonly clock: SandboxClock;
  readonly follower: SandboxClockFollower;
  readonly control: SandboxClockControl;

  constructor(readonly place: Place) {
    this.doors = openDoors(place.eventStoreUrl);
    this.clock = new SandboxClock(() => place.wall.now);
    const report = new FollowerReport(place.databaseUrl, 'test');
    this.follower = new SandboxClockFollower(this.clock, this.doors.systemReader, report);
    this.control = new SandboxClockControl(this.clock, this.doors.systemReader, this.doors.systemAppender);
  }

  async start(): Promise<this> {
    await this.follower.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.follower.stop();
    await this.doors.close();
  }
}

/** Due work that falls due at these instants; what is run is noted. */
export class Agenda implements Pick<DueAtInstant, 'run' | 'nextAfter' | 'everythingSoFar'>, VendorClock {
  readonly ranAt: Instant[] = [];
  readonly told: { now: Instant; ticking: boolean }[] = [];
  due: Instant[] = [];
  news: Instant[] = [];
  during: (now: Instant) => Promise<void> = async () => undefined;

  async run(now: Instant): Promise<void> {
    this.ranAt.push(now);
    await this.during(now);
  }

  async nextAfter(now: Instant): Promise<Instant | undefined> {
    return this.due.filter((instant) => instant > now).sort()[0];
  }

  async everythingSoFar(): Promise<void> {}

  async tell(setting: { now: Instant; ticking: boolean }): Promise<VendorAgenda> {
    this.told.push(setting);
    return this.agenda();
  }

  async agenda(): Promise<VendorAgenda> {
    const now = this.told.at(-1)?.now ?? ('0000-01-01T00:00:00.000Z' as Instant);
    return { told: true, now, nextDue: this.news.filter((instant) => instant > now).sort()[0] ?? null };
  }
}

/** The worker, as far as the clock is concerned; what falls due is the test's. */
export class OwnerProcess extends ClockProcess {
  private readonly owner: ClockOwner;
  private readonly keeper: ClockKeeper;

  constructor(place: Place, agenda: Agenda) {
    super(place);
    const { systemReader: reader, systemAppender: appender } = this.doors;
    const settings = { databaseUrl: place.databaseUrl, sandbox: true } as Settings;
    const due = agenda as unknown as DueAtInstant;
    const planner = { held: false, planAnew: async () => undefined } as unknown as Planner;
    const workers = { pause: async () => undefined, resume: async () => undefined } as unknown as DueWorkers;
    this.owner = new ClockOwner(this.clock, this.follower, reader, appender, agenda, settings);
    const mover = new ClockMover(this.clock, this.owner, due, agenda);
    const answers = new MoveAnswers(this.clock, reader, appender);
    this.keeper = new ClockKeeper(settings, this.clock, reader, this.owner, mover, answers, agenda, planner, workers);
  }

  override async start(): Promise<this> {
    await super.start();
    this.keeper.start();
    return this;
  }

  override async stop(): Promise<void> {
    await this.keeper.stop();
    await this.owner.onApplicationShutdown();
    await super.stop();
  }

  /** As a SIGKILL, where the move that is under way never returns: its lock goes with its connection. */
  async crash(): Promise<void> {
    const client = new pg.Client({ connectionString: this.place.databaseUrl });
    await client.connect();
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_locks WHERE objid = $1', [OWNER_LOCK]);
    await client.end();
    await this.owner.onApplicationShutdown();
    await super.stop();
  }
}
