import { setTimeout as sleep } from 'node:timers/promises';
import type { AllItem, EventReader } from '#event-store/event-reader.js';
import type { Logger } from '#observability/logger.js';
import { DatabaseFaultError, FencedError, messageOf } from './faults.js';
import { inBatches } from './in-batches.js';
import { positionOf } from './leader-store.js';
import type { Leadership } from './leadership.js';
import { furthestOf, type Member } from './member.js';
import { measure, runnerMetrics } from './runner-metrics.js';
import { watch } from './watchdog.js';

/** Events of one transaction while catching up: large enough to make its cost small, small enough to be in memory. */
const PAGE_EVENTS_MAX = 1_000;
/** Events of one transaction while live. */
const LIVE_EVENTS_MAX = 500;
/** A live event waits this long for others to share its transaction. */
const LIVE_LINGER_MS = 2;
/** Waits between tries when a store can't be read and nothing was read in between: doubling. */
const RETRY_MS_FIRST = 50;
const RETRY_MS_MAX = 5_000;

/** Reads the history and hands it to the leader's store, in order, for as long as this process leads. */
export class ProjectionFeed {
  private live: AbortController | undefined;
  private silent = false;
  /** Since the loop last came round: also while no subscription runs. */
  private interrupted = false;

  constructor(
    private readonly reader: EventReader,
    private readonly lead: Leadership,
    private readonly stop: AbortSignal,
    private readonly logger: Logger,
  ) {
    for (const signal of [stop, lead.lost]) signal.addEventListener('abort', () => this.live?.abort(), { once: true });
  }

  /** Ends the live subscription, so that the loop comes round. */
  interrupt(): void {
    this.interrupted = true;
    this.live?.abort();
  }

  /**
   * Runs until stopped or until leadership is lost.
   * @param between what is to be done while no subscription runs. @throws FencedError, DatabaseFaultError
   */
  async run(between: () => Promise<void>): Promise<void> {
    let waitMs = RETRY_MS_FIRST;
    while (!this.over()) {
      const before = this.position();
      const began = performance.now();
      try {
        this.interrupted = false;
        await between();
        await this.alignAll();
        await this.catchUp();
        await this.follow();
      } catch (error) {
        if (error instanceof FencedError || error instanceof DatabaseFaultError) throw error;
        this.logger.warn(
          { position: String(this.position()), reason: messageOf(error) },
          'the event store ended a read',
        );
        const lived = performance.now() - began > RETRY_MS_MAX;
        if (lived || this.position() > before) waitMs = RETRY_MS_FIRST;
        else {
          await sleep(waitMs, undefined, { signal: this.stop }).catch(() => undefined);
          waitMs = Math.min(2 * waitMs, RETRY_MS_MAX);
        }
      }
    }
  }

  /** A projection that is new, or was reset, is brought to where the others are. */
  async alignAll(): Promise<void> {
    const furthest = this.position();
    for (const member of this.lead.members) {
      await this.align(member, furthest);
    }
  }

  private async align(member: Member, target: bigint): Promise<void> {
    let after = member.event?.position;
    while (!this.over() && (member.position ?? -1n) < target) {
      const { items } = await this.reader.readAll(after, PAGE_EVENTS_MAX);
      const last = items.at(-1);
      const upTo = items.filter((item) => positionOf(item) <= target);
      const done = upTo.length < items.length || last === undefined;
      await this.apply([member], done ? [...upTo, { kind: 'checkpoint', position: target }] : upTo);
      after = last === undefined ? after : positionOf(last);
    }
  }

  /** In pages of `$all`, until its end; the next page is read while one is written. */
  private async catchUp(): Promise<void> {
    let page = this.reader.readAll(this.after(), PAGE_EVENTS_MAX);
    while (!this.over()) {
      const { items, end } = await page;
      const last = items.at(-1);
      if (last !== undefined && !end) {
        page = this.reader.readAll(positionOf(last), PAGE_EVENTS_MAX);
        // If writing fails, nobody awaits this page.
        page.catch(() => undefined);
      }
      if (last !== undefined) await this.apply(this.lead.members, items);
      if (end || last === undefined) return;
    }
  }

  /** @returns when interrupted, or when the store had events that the subscription did not bring. */
  private async follow(): Promise<void> {
    if (this.over() || this.interrupted) return;
    const live = new AbortController();
    this.live = live;
    this.silent = false;
    const watching = watch(
      this.reader,
      () => this.position(),
      () => this.giveUp(live),
    );
    const items = this.reader.subscribeToAll(this.after(), { signal: live.signal });
    try {
      for await (const batch of inBatches(items, LIVE_EVENTS_MAX, LIVE_LINGER_MS)) {
        await this.apply(this.lead.members, batch);
      }
    } catch (error) {
      if (!(error instanceof FencedError || error instanceof DatabaseFaultError)) runnerMetrics.dropped.inc();
      throw error;
    } finally {
      watching.stop();
      live.abort();
    }
  }

  private giveUp(live: AbortController): void {
    this.silent = true;
    live.abort();
  }

  private async apply(members: readonly Member[], items: readonly AllItem[]): Promise<void> {
    if (this.silent && items.some(({ kind }) => kind !== 'checkpoint')) {
      runnerMetrics.stalled.inc();
      this.logger.warn({ position: String(this.position()) }, 'a silent subscription was given up');
    }
    this.silent = false;
    const reached = furthestOf(members);
    const fresh = items.filter((item) => positionOf(item) > reached);
    if (fresh.length === 0) return;
    await this.lead.store.apply(members, fresh);
    measure(members);
  }

  /** Of the furthest member; all are there while live. */
  private position(): bigint {
    return furthestOf(this.lead.members);
  }

  /**
   * Begins at our own last event, which the store keeps for ever: behind it may be the store's own events, which come and
   * go. What was read before is passed over.
   */
  private after(): bigint | undefined {
    return this.lead.members[0]?.event?.position;
  }

  private over(): boolean {
    return this.stop.aborted || this.lead.lost.aborted;
  }
}
