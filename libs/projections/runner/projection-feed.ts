import { setTimeout as sleep } from 'node:timers/promises';
import type { AllItem, EventReader } from '#event-store/event-reader.js';
import type { Logger } from '#observability/logger.js';
import { DatabaseFaultError, FencedError, messageOf } from './faults.js';
import { inBatches } from './in-batches.js';
import { positionOf } from './leader-store.js';
import type { Leadership } from './leadership.js';
import { furthestOf, type Member } from './member.js';
import { measure, runnerMetrics } from './runner-metrics.js';
import { Turns } from './turns.js';
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
  private readonly turns = new Turns();
  /** Batches that were read and not committed yet, and since when there is one. */
  private waiting = 0;
  private waitingSince = 0;

  constructor(
    private readonly reader: EventReader,
    private readonly lead: Leadership,
    private readonly stop: AbortSignal,
    private readonly logger: Logger,
  ) {
    for (const signal of [stop, lead.lost]) signal.addEventListener('abort', () => this.live?.abort(), { once: true });
  }

  /** Does something while no batch is written: what was committed stays as it is, what is read meanwhile waits. */
  betweenBatches<T>(act: () => Promise<T>): Promise<T> {
    return this.turns.take(act);
  }

  /** For how long a batch has been waiting for its commit; 0: none is. */
  busyMs(): number {
    return this.waiting === 0 ? 0 : performance.now() - this.waitingSince;
  }

  /** Runs until stopped or until leadership is lost. @throws FencedError, DatabaseFaultError */
  async run(): Promise<void> {
    let waitMs = RETRY_MS_FIRST;
    while (!this.over()) {
      const before = this.position();
      const began = performance.now();
      try {
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

  /** @returns when the store had events that the subscription did not bring. */
  private async follow(): Promise<void> {
    if (this.over()) return;
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
    if (this.waiting === 0) this.waitingSince = performance.now();
    this.waiting += 1;
    try {
      await this.turns.take(() => this.write(members, items));
    } finally {
      this.waiting -= 1;
    }
  }

  private async write(members: readonly Member[], items: readonly AllItem[]): Promise<void> {
    const fresh = onceEach(items, furthestOf(members));
    if (fresh.length === 0) return;
    const parkedBefore = members.map(({ parked }) => parked);
    await this.lead.store.apply(members, fresh);
    measure(members);
    this.sayParked(members, parkedBefore);
  }

  /** Nothing is skipped in silence. */
  private sayParked(members: readonly Member[], before: readonly ReadonlySet<string>[]): void {
    for (const [index, { projection, parked }] of members.entries()) {
      if (parked === before[index]) continue;
      const streams = [...parked].filter((stream) => before[index]?.has(stream) !== true);
      if (streams.length > 0) this.logger.error({ projection: projection.name, streams }, 'streams were parked');
    }
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

/** What is behind a position, each event once: where history and live meet, a store may bring one from both. */
function onceEach(items: readonly AllItem[], reached: bigint): readonly AllItem[] {
  let last = reached;
  return items.filter((item) => {
    const position = positionOf(item);
    if (item.kind === 'checkpoint') return position > reached;
    if (position <= last) return false;
    last = position;
    return true;
  });
}
