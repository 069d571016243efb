import { Inject, Injectable, Logger } from '@nestjs/common';
import { SandboxClock } from '#clock/sandbox-clock.js';
import type { ClockReading } from '#clock/sandbox-clock-control.js';
import { type Instant, laterOf } from '#kernel/instant.js';
import { VENDOR_CLOCK, type VendorAgenda, type VendorClock } from '#vendor/vendor-clock.js';
import { ClockOwner } from './clock-owner.js';
import { DueAtInstant, type MoveProgress } from './due-at-instant.js';
import { persistently } from './persistently.js';

/** Between two lines about how far a long move is. */
const SAY_EVERY_MS = 2_000;

/** Moves the sandbox clock from due instant to due instant, the vendor's own included, and runs the due work of each. */
@Injectable()
export class ClockMover {
  private readonly logger = new Logger(ClockMover.name);

  constructor(
    @Inject(SandboxClock) private readonly clock: SandboxClock,
    @Inject(ClockOwner) private readonly owner: ClockOwner,
    @Inject(DueAtInstant) private readonly due: DueAtInstant,
    @Inject(VENDOR_CLOCK) private readonly vendor: VendorClock,
  ) {}

  /**
   * @param target not before what the clock shows. @param moveId names the move in the history.
   * @throws MoveInterruptedError: whoever owns the clock next goes on. Error when a fault lasts: the clock stands where it was.
   */
  async move(target: ClockReading, moveId: string, signal: AbortSignal): Promise<void> {
    const move: MoveProgress = { cause: `clock-move:${moveId}`, signal, atVendor: new Set(), position: -1n, done: 0 };
    const say = this.teller(target.now, move);
    let agenda = await this.stop(moveId, signal);
    await this.due.everythingSoFar(move);
    for (;;) {
      const now = this.clock.now();
      await this.due.run(now, move);
      agenda = agenda.told ? await this.agenda(signal) : agenda;
      const news = instantOfNews(agenda, now);
      const next = earliest(await this.due.nextAfter(now, move), news);
      if (next === undefined || next > target.now) break;
      if (!agenda.told || next === news) move.atVendor.clear();
      agenda = await this.owner.set({ now: next, ticking: false }, `moving ${moveId}`, signal);
      say();
    }
    const now = laterOf(target.now, this.clock.now());
    await this.owner.set({ now, ticking: target.ticking }, movedBy(moveId), signal);
    this.logger.log(`The clock shows ${now}; ${move.done} pieces of due work were done on the way`);
  }

  /**
   * While it moves, nothing else moves it: what is decided meanwhile is decided at a due instant, too. The vendor heard of
   * the stop a moment later: its clock is not put back, so ours goes on to that moment.
   */
  private async stop(moveId: string, signal: AbortSignal): Promise<VendorAgenda> {
    const stop = (now: Instant) => this.owner.set({ now, ticking: false }, `moving ${moveId}`, signal);
    const agenda = await stop(this.clock.now());
    return agenda.told && agenda.now > this.clock.now() ? stop(agenda.now) : agenda;
  }

  private agenda(signal: AbortSignal): Promise<VendorAgenda> {
    return persistently('Ask the vendor what comes next', signal, () => this.vendor.agenda());
  }

  private teller(target: Instant, move: MoveProgress): () => void {
    let saidAt = performance.now();
    return () => {
      if (performance.now() - saidAt < SAY_EVERY_MS) return;
      saidAt = performance.now();
      this.logger.log(
        `The clock is at ${this.clock.now()} on its way to ${target}; ${move.done} pieces of due work done`,
      );
    };
  }
}

/** The reason of the last setting of a move. */
export const movedBy = (moveId: string): string => `moved ${moveId}`;

/** A vendor that the clock was told to says everything at its instant; what it has to say by now was asked for. */
const instantOfNews = (agenda: VendorAgenda, now: Instant): Instant | undefined =>
  agenda.told && agenda.nextDue !== null && agenda.nextDue > now ? agenda.nextDue : undefined;

const earliest = (...instants: readonly (Instant | undefined)[]): Instant | undefined =>
  instants.filter((instant) => instant !== undefined).sort()[0];
