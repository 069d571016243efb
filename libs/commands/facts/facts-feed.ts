import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type AllItem, EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { StreamCache } from '../engine/stream-cache.js';

/** Streams that decisions take facts from; `customer-` also brings claims, which nobody has cached for long. */
const FED_PREFIXES = ['plan-', 'reseller-', 'customer-'];
/** The head of `$all` is looked at this often: what is cached is never older than this and one look. */
const LOOK_EVERY_MS = 400;
/** Past this since the last good look, the cache may be behind: facts are read from the store instead. */
const FRESH_FOR_MS = 1_000;
/** Events read at one go to catch up. A subscription with checkpoints is rarely more than some tens behind. */
const PAGE_MAX = 256;
/** Further behind than this many pages, it is cheaper to forget everything and start again from the head. */
const PAGES_MAX = 4;
/** Between two tries to subscribe when the store is away; a subscription that made progress goes on at once. */
const RESUBSCRIBE_AFTER_MS = 500;
/** The subscription brings an event some milliseconds after its append; once it was silent for so long, it is asked for. */
const AWAIT_SUBSCRIPTION_MS = 25;
/** A subscription that brings others meanwhile is on its way there: a page would bring the same again, at many times the cost. */
const AWAIT_MOVING_SUBSCRIPTION_MS = 250;
/** A timer may come so much too early by the other clock. */
const TIMER_EARLY_MS = 1;
/** How long a caller waits for the cache to reach a position. */
const REACH_FOR_MS = 2_000;

interface Waiter {
  readonly position: bigint;
  /** As `performance.now()` has it. */
  readonly since: number;
  readonly goOn: () => void;
}

/**
 * Keeps cached plans, resellers and customers up with the history: a live subscription carries them on, and a look at
 * the head of `$all` catches up, page by page, what a silent or late subscription did not bring.
 */
@Injectable()
export class FactsFeed implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger('FactsFeed');
  private readonly stop = new AbortController();
  /** Everything up to here is in the cache, where the cache has that stream at all. */
  private position: bigint | undefined;
  private started = false;
  private freshAsOf = Number.NEGATIVE_INFINITY;
  private paging: Promise<void> | undefined;
  private movedAt = Number.NEGATIVE_INFINITY;
  private waiting: Waiter[] = [];
  private hurrying: NodeJS.Timeout | undefined;
  private following: Promise<void> | undefined;
  private looking: NodeJS.Timeout | undefined;

  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(StreamCache) private readonly cache: StreamCache,
  ) {}

  onModuleInit(): void {
    this.following = this.follow();
    this.looking = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.looking.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.looking);
    this.stop.abort();
    await this.following;
  }

  /** True while cached facts may be used for a decision. */
  isFresh(): boolean {
    return performance.now() - this.freshAsOf <= FRESH_FOR_MS;
  }

  /**
   * Waits until the cache has everything up to a position.
   * @returns false when it did not get there in `REACH_FOR_MS`, or the store is away: read through instead.
   */
  async reach(position: bigint | undefined): Promise<boolean> {
    if (position === undefined || this.has(position)) return true;
    const begun = performance.now();
    try {
      while (!this.has(position)) {
        if (this.stop.signal.aborted || performance.now() - begun > REACH_FOR_MS) return false;
        await this.untilMovedTo(position);
        if (!this.has(position)) await this.nextPage();
      }
      return true;
    } catch (error) {
      this.log.debug(`Could not catch up: ${messageOf(error)}`);
      return false;
    }
  }

  private has(position: bigint): boolean {
    return this.started && this.position !== undefined && this.position >= position;
  }

  /** Until the subscription has brought it, or should have. */
  private untilMovedTo(position: bigint): Promise<void> {
    return new Promise((goOn) => {
      this.waiting.push({ position, since: performance.now(), goOn });
      this.hurrying ??= setTimeout(() => this.hurry(), AWAIT_SUBSCRIPTION_MS);
    });
  }

  /** One timer for all who wait: nearly always there is nothing to do for it. */
  private hurry(): void {
    const now = performance.now();
    const isMoving = now - this.movedAt < AWAIT_SUBSCRIPTION_MS;
    const waitMs = isMoving ? AWAIT_MOVING_SUBSCRIPTION_MS : AWAIT_SUBSCRIPTION_MS - TIMER_EARLY_MS;
    this.release(({ since }) => now - since >= waitMs);
    this.hurrying = this.waiting.length === 0 ? undefined : setTimeout(() => this.hurry(), AWAIT_SUBSCRIPTION_MS);
  }

  private release(isDone: (waiter: Waiter) => boolean): void {
    const before = this.waiting;
    this.waiting = [];
    for (const waiter of before) {
      if (isDone(waiter)) waiter.goOn();
      else this.waiting.push(waiter);
    }
  }

  private async follow(): Promise<void> {
    while (!this.stop.signal.aborted) {
      const before = this.position;
      try {
        await this.start();
        const options = { prefixes: FED_PREFIXES, signal: this.stop.signal };
        for await (const item of this.reader.subscribeToAll(this.position, options)) this.take(item);
      } catch (error) {
        this.log.debug(`Subscription ended: ${messageOf(error)}`);
      }
      if (this.position === before && !this.stop.signal.aborted) {
        await pause(RESUBSCRIBE_AFTER_MS, undefined, { signal: this.stop.signal }).catch(() => undefined);
      }
    }
  }

  private async look(): Promise<void> {
    const asOf = performance.now();
    try {
      await this.start();
      if (await this.reach(await this.reader.head())) this.freshAsOf = Math.max(this.freshAsOf, asOf);
    } catch (error) {
      this.log.debug(`No look at the head: ${messageOf(error)}`);
    }
  }

  /** Streams read after this head was seen have everything before it. */
  private async start(): Promise<void> {
    if (this.started) return;
    const asOf = performance.now();
    const head = await this.reader.head();
    if (this.started) return;
    this.cache.clear();
    this.position = head;
    this.started = true;
    this.freshAsOf = asOf;
  }

  /** One read serves all who wait; whoever wants an event from after its begin asks for another. */
  private nextPage(): Promise<void> {
    this.paging ??= this.readPages().finally(() => {
      this.paging = undefined;
    });
    return this.paging;
  }

  private async readPages(): Promise<void> {
    await this.start();
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
      const head = await this.reader.head();
      const { items, end } = await this.reader.readAll(this.position, PAGE_MAX);
      for (const item of items) this.take(item);
      if (end) return this.moveTo(head);
    }
    this.log.warn('The cache of facts was far behind and starts again from the head');
    this.started = false;
    await this.start();
  }

  private take(item: AllItem): void {
    if (item.kind === 'event') this.cache.hear(item.event);
    else if (item.kind === 'undecodable') this.cache.drop(item.stream);
    this.moveTo(item.kind === 'event' ? item.event.position : item.position);
  }

  private moveTo(position: bigint | undefined): void {
    if (position === undefined || (this.position !== undefined && position <= this.position)) return;
    this.position = position;
    this.movedAt = performance.now();
    if (this.waiting.length > 0) this.release((waiter) => waiter.position <= position);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
