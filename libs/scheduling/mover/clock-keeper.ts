import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK_REQUESTS_STREAM } from '#clock/clock-streams.js';
import { followStream } from '#clock/following.js';
import { SandboxClock } from '#clock/sandbox-clock.js';
import { CLOCK_NEVER_BACK } from '#clock/sandbox-clock-control.js';
import type { ClockMoveRequested } from '#event-store/system-events.js';
import { type StoredSystemEvent, SYSTEM_STREAM_READER, type SystemStreamReader } from '#event-store/system-streams.js';
import { addMilliseconds, laterOf } from '#kernel/instant.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { VENDOR_CLOCK, type VendorClock } from '#vendor/vendor-clock.js';
import { DueWorkers } from '../queues/due-workers.js';
import { Planner } from '../queues/planner.js';
import { ClockMover, movedBy } from './clock-mover.js';
import { ClockOwner } from './clock-owner.js';
import { MoveAnswers } from './move-answers.js';
import { asOwner } from './owner-lock.js';
import { MoveInterruptedError, messageOf, persistently } from './persistently.js';

/** After a fault, or when the lock was lost. */
const RETRY_MS = 1_000;
/** A vendor sandbox that was restarted elsewhere, or was away, hears the time again. */
const TELL_VENDOR_MS = 10_000;
/** What a ticking clock goes on while a request is on its way: such a move is none back. */
const ON_ITS_WAY_MS = 5_000;

/** A queue whose store is away keeps no move waiting for longer: its client goes on by itself. */
const QUEUE_MS_MAX = 3_000;

/** Keeps the sandbox clock: resumes it, does the moves that are asked for in order, and those that were left half-way. */
@Injectable()
export class ClockKeeper {
  private readonly logger = new Logger(ClockKeeper.name);
  private readonly stopping = new AbortController();
  private keeping: Promise<void> | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SandboxClock) private readonly clock: SandboxClock,
    @Inject(SYSTEM_STREAM_READER) private readonly reader: SystemStreamReader,
    @Inject(ClockOwner) private readonly owner: ClockOwner,
    @Inject(ClockMover) private readonly mover: ClockMover,
    @Inject(MoveAnswers) private readonly answers: MoveAnswers,
    @Inject(VENDOR_CLOCK) private readonly vendor: VendorClock,
    @Inject(Planner) private readonly planner: Planner,
    @Inject(DueWorkers) private readonly workers: DueWorkers,
  ) {}

  start(): void {
    if (!this.settings.sandbox) return;
    this.keeping = this.keep();
  }

  /** A move that is under way is left to the next owner. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.keeping;
  }

  private async keep(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await asOwner(this.settings.databaseUrl, signal, (owning) => this.own(owning));
      } catch (error) {
        if (!signal.aborted) this.logger.warn(`The clock is kept again in a moment: ${messageOf(error)}`);
      }
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async own(signal: AbortSignal): Promise<void> {
    await this.owner.resume(signal);
    const telling = setInterval(() => void this.tellVendor(), TELL_VENDOR_MS).unref();
    await this.tellVendor();
    try {
      const { left, revision } = await this.readRequests(signal);
      for (const request of left) await this.serve(request, true, signal);
      for await (const { event } of followStream(this.reader, CLOCK_REQUESTS_STREAM, revision, signal)) {
        if (event.type === 'ClockMoveRequested') await this.serve(event, false, signal);
      }
    } finally {
      clearInterval(telling);
    }
  }

  /** Requests that nobody has answered, oldest first, and the newest revision. */
  private async readRequests(signal: AbortSignal) {
    const left = new Map<string, ClockMoveRequested>();
    let revision: number | undefined;
    for (;;) {
      const from = revision === undefined ? 0 : revision + 1;
      const page: readonly StoredSystemEvent[] = await persistently('Read the requests to move the clock', signal, () =>
        this.reader.read(CLOCK_REQUESTS_STREAM, from),
      );
      for (const { event } of page) {
        if (event.type === 'ClockMoveRequested') left.set(event.requestId, event);
        else if (event.type === 'ClockMoveFinished' || event.type === 'ClockMoveFailed') left.delete(event.requestId);
      }
      if (page.length === 0) return { left: [...left.values()], revision };
      revision = page.at(-1)?.revision;
    }
  }

  /** @param wasLeft an owner before this one may have begun it: by now the clock may show more than was asked for. */
  private async serve(request: ClockMoveRequested, wasLeft: boolean, signal: AbortSignal): Promise<void> {
    if (wasLeft && (await this.owner.lastReason(signal)) === movedBy(request.requestId)) {
      return this.answers.finished(request, signal);
    }
    const now = this.clock.now();
    const onItsWay = this.clock.ticking && addMilliseconds(request.now, ON_ITS_WAY_MS) >= now;
    if (request.now < now && !wasLeft && !onItsWay) {
      return this.answers.failed(request, { code: CLOCK_NEVER_BACK, detail: `The clock shows ${now} already` }, signal);
    }
    await this.move({ ...request, now: laterOf(request.now, now) }, signal);
  }

  private async move(request: ClockMoveRequested, signal: AbortSignal): Promise<void> {
    const { requestId, ticking } = request;
    await this.holdQueues();
    try {
      await this.mover.move({ now: laterOf(request.now, this.clock.now()), ticking }, requestId, signal);
      await this.answers.finished(request, signal);
    } catch (error) {
      if (error instanceof MoveInterruptedError || signal.aborted) throw error;
      this.logger.error(`The move to ${request.now} failed: ${messageOf(error)}`);
      await this.answers.failed(request, { code: 'clock-move-failed', detail: messageOf(error) }, signal);
    } finally {
      await this.releaseQueues();
    }
  }

  /** A move runs all due work itself: jobs beside it would only be in its way. */
  private async holdQueues(): Promise<void> {
    this.planner.held = true;
    await atMost(QUEUE_MS_MAX, this.workers.pause());
  }

  /** What was delayed by the old time is planned anew by the new one. */
  private async releaseQueues(): Promise<void> {
    this.planner.held = false;
    if (this.stopping.signal.aborted) return;
    await atMost(QUEUE_MS_MAX, this.planner.planAnew());
    await atMost(QUEUE_MS_MAX, this.workers.resume());
  }

  private async tellVendor(): Promise<void> {
    if (this.planner.held) return;
    const setting = { now: this.clock.now(), ticking: this.clock.ticking };
    await this.vendor.tell(setting).catch((error) => this.logger.debug(`The vendor was not told: ${messageOf(error)}`));
  }
}

/** The queue is disposable: whatever goes wrong with it now, the next tick of the planner puts right. */
async function atMost(milliseconds: number, operation: Promise<void>): Promise<void> {
  const over = sleep(milliseconds, undefined, { ref: false });
  await Promise.race([operation.catch(() => undefined), over]);
}
